"""What nm-cellular costs, beside what it stands on and what else does its work: bench/run."""
