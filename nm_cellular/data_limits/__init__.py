"""How much data each SIM has used in a month, what it may, and what is done when that is used up."""
