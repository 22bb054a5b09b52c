"""The PINs of locked SIMs: where they are kept, when one may be tried, and what came of it."""
