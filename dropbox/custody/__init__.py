"""From the box to the archive or back: who has an envelope, and how it passes from hand to hand."""
