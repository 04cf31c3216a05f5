from tests.processes import mail_catcher, twilio_stand_in  # noqa: F401 (fixtures)
