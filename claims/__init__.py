"""The heart: a claim, its people, its papers and its history, from opened to paid."""
