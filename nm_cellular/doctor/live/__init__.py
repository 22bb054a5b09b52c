"""This machine as evidence: each module looks at one part of it, reads only, and says what it may not see."""
