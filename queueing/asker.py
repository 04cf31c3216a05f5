"""Who asks for a place or a number."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asker:
    """A confirmed contact, the browser and the network it asks from, as blind indexes."""

    contact_index: bytes
    device_index: bytes = b""
    network_index: bytes = b""
