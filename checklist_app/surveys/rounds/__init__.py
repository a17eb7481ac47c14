"""The two rounds of a year: opening and closing by themselves, the decision, reminders."""
