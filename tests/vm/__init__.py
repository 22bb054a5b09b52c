"""A virtual machine with a real kernel, udev, systemd and PPP, and with virtual USB sticks: see tests/vm/run."""
