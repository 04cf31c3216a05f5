"""Small servers that stand where outside services stand in production. They speak the real protocols, on loopback."""
