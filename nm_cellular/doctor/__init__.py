"""What is wrong, why, and what to do: from the live system or from a pasted log."""
