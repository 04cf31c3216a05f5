"""Every sweep and its hour. A sweep looks for rows whose time has come, so a missed run costs a delay, not a row."""

from datetime import timedelta

HOURS: dict[str, dict[str, object]] = {
    "canary": {"task": "lapak_asik.tasks.canary", "schedule": timedelta(seconds=10)},
    "deliveries": {"task": "notifications.tasks.sweep_deliveries", "schedule": timedelta(seconds=30)},
    "pages": {"task": "claims.tasks.sweep_pages", "schedule": timedelta(minutes=1)},
    "mail": {"task": "claims.tasks.sweep_mail", "schedule": timedelta(minutes=1)},
    "mailbox": {"task": "claims.tasks.sweep_mailbox", "schedule": timedelta(minutes=1)},
    "mail_answers": {"task": "claims.tasks.sweep_mail_answers", "schedule": timedelta(minutes=1)},
    "old_mail": {"task": "claims.tasks.forget_old_mail", "schedule": timedelta(hours=6)},
    "originals": {"task": "claims.tasks.forget_originals", "schedule": timedelta(hours=1)},
    "unnamed_files": {"task": "claims.tasks.remove_unnamed_files", "schedule": timedelta(days=1)},
    "ledger": {"task": "claims.tasks.sweep_ledger", "schedule": timedelta(days=1)},
    "refusals": {"task": "claims.tasks.sweep_refusals", "schedule": timedelta(minutes=5)},
    "papers_due": {"task": "claims.tasks.sweep_papers_due", "schedule": timedelta(minutes=5)},
    "repairs_due": {"task": "claims.tasks.sweep_repairs_due", "schedule": timedelta(minutes=5)},
    "envelopes_due": {"task": "queueing.tasks.sweep_envelopes_due", "schedule": timedelta(minutes=15)},
    "reminders": {"task": "queueing.tasks.sweep_reminders", "schedule": timedelta(minutes=5)},
    "disputes": {"task": "queueing.tasks.sweep_disputes", "schedule": timedelta(minutes=5)},
    "warnings": {"task": "claims.tasks.sweep_warnings", "schedule": timedelta(minutes=15)},
    "uploads": {"task": "claims.tasks.forget_old_uploads", "schedule": timedelta(minutes=15)},
    "codes": {"task": "claims.tasks.forget_old_codes", "schedule": timedelta(hours=1)},
    "sessions": {"task": "lapak_asik.tasks.forget_old_sessions", "schedule": timedelta(hours=6)},
    "drafts": {"task": "queueing.tasks.forget_old_drafts", "schedule": timedelta(hours=1)},
    "closures": {"task": "queueing.tasks.sweep_closures", "schedule": timedelta(minutes=5)},
    "waiting": {"task": "queueing.tasks.sweep_waiting", "schedule": timedelta(minutes=1)},
    "waiting_contacts": {"task": "queueing.tasks.forget_waiting_contacts", "schedule": timedelta(hours=1)},
    "open_days": {"task": "queueing.tasks.open_days", "schedule": timedelta(minutes=15)},
    "waiting_rooms": {"task": "queueing.tasks.prepare_rooms", "schedule": timedelta(minutes=15)},
}
