from tests.processes import twilio_stand_in  # noqa: F401 (fixture)
