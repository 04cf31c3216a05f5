"""`make bench`: how fast the portal is and whether it stays exact, as browsers meet it. See docs/bench.md."""
