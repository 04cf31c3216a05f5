"""Originals that lie with us until their owner has them back and has signed for them."""
