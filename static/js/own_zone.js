// Presets the zone a person lives by from the browser's own, once, when nothing was chosen yet. Read by branches/own_zone.py.
const ZONES = { "Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Ujung_Pandang": "WITA", "Asia/Jayapura": "WIT" };
const zone = ZONES[Intl.DateTimeFormat().resolvedOptions().timeZone];
const secure = location.protocol === "https:" ? "; secure" : "";

if (zone && !/(^|; )zona=/.test(document.cookie)) document.cookie = `zona=${zone}; path=/; max-age=15552000; samesite=lax${secure}`;
