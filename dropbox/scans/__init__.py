"""From a sheet-fed scanner into the claims: brought, read, split, filed. What nobody can place waits in a tray."""
