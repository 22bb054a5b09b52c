"""What modems did over time: signal, technology, cell, connections and data, kept small."""
