"""From verified to paid: batches that go to the core system, and what comes back of them."""
