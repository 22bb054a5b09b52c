"""Boot files for many boards from one table: `render --inventory`."""
