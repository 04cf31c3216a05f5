"""`make bench-rush`: fifty thousand people on the morning their branches open a day. See docs/bench.md."""
