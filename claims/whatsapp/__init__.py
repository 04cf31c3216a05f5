"""WhatsApp that comes in: what a person writes is answered, what they photograph goes to their claim."""
