"""The rush of an opening: numbers, the draw of their order, and the gate that lets the called ones in."""
