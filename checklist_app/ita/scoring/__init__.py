"""The result of one agency and year: how it is typed, pasted and looked over before it is believed."""
