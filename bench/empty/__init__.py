"""An empty Django view under the portal's own server and settings: the most a page here could reach."""
