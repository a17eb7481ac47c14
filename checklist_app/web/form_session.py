"""The session of forms: the secret behind their tokens and the messages for the next page, in a signed cookie
that ends with the browser. No person is in it (context.py)."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class FormSessions(SecureCookieSessionInterface):
    """Good whenever it was signed. Flask asks for its age as well, and takes for forged what a machine has
    signed whose clock is a second ahead of this one's: a form would be refused, a message never shown."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        signer, signed = self.get_signing_serializer(app), request.cookies.get(self.get_cookie_name(app))
        if signer is None or not signed:
            return self.session_class()
        try:
            return self.session_class(signer.loads(signed))
        except BadSignature:
            return self.session_class()
