"""A small certificate authority for the trial with phones on one local network. It is constrained
by name to that network and to this machine's .local name: who trusts it trusts it for nothing else."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE = timedelta(days=397)  # phones refuse server certificates of more than 398 days
SERVER_LIFE = timedelta(days=90)
RENEWAL = timedelta(days=14)  # before the end
SKEW = timedelta(hours=1)  # clocks of phones differ
NEIGHBOURS = 24  # bits: the address may change within its network without a new authority


@dataclass(frozen=True, slots=True)
class Place:
    """Where the trial happens: this machine's private address and its .local name."""

    address: ipaddress.IPv4Address
    name: str

    @property
    def network(self) -> ipaddress.IPv4Network:
        return ipaddress.IPv4Network((self.address, NEIGHBOURS), strict=False)


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def files(self) -> tuple[bytes, bytes]:
        return (
            self.certificate.public_bytes(serialization.Encoding.PEM),
            self.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
        )


def new_authority(place: Place, now: datetime) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Checklist trial on {place.name}")
    constraints = x509.NameConstraints(
        permitted_subtrees=[x509.DNSName(place.name), x509.IPAddress(place.network)], excluded_subtrees=None
    )
    built = (
        _builder(name, name, key.public_key(), now, now + LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(constraints, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return Pair(built.sign(key, hashes.SHA256()), key)


def new_server(authority: Pair, place: Place, now: datetime) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    end = min(now + SERVER_LIFE, authority.certificate.not_valid_after_utc)
    issuer = authority.certificate.subject
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    built = (
        _builder(_name(place.name), issuer, key.public_key(), now, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_names(place)), critical=False)
        .add_extension(identifier, critical=False)
    )
    return Pair(built.sign(authority.key, hashes.SHA256()), key)


def authority_fits(authority: Pair, place: Place, now: datetime) -> bool:
    constraints = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = {x509.DNSName(place.name), x509.IPAddress(place.network)}
    return permitted == set(constraints.permitted_subtrees or ()) and _lasts(authority, now)


def server_fits(server: Pair, authority: Pair, place: Place, now: datetime) -> bool:
    names = server.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(names) == set(_names(place)) and _lasts(server, now) and _issued(server, authority)


def fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def read_pair(certificate: Path, key: Path) -> Pair | None:
    """The pair in these files; None when a file is missing, damaged or belongs to another pair."""
    try:
        held = x509.load_pem_x509_certificate(certificate.read_bytes())
        secret = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except (FileNotFoundError, ValueError, TypeError):
        return None
    if not isinstance(secret, ec.EllipticCurvePrivateKey) or secret.public_key() != held.public_key():
        return None
    return Pair(held, secret)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(end)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _names(place: Place) -> list[x509.GeneralName]:
    return [x509.IPAddress(place.address), x509.DNSName(place.name)]


_USES: Mapping[str, bool] = dict.fromkeys(
    (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)


def _usage(**uses: bool) -> x509.KeyUsage:
    return x509.KeyUsage(**{**_USES, **uses})


def _lasts(pair: Pair, now: datetime) -> bool:
    certificate = pair.certificate
    return certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc - RENEWAL


def _issued(server: Pair, authority: Pair) -> bool:
    try:
        server.certificate.verify_directly_issued_by(authority.certificate)
    except Exception:  # noqa: BLE001 - any doubt means a new certificate
        return False
    return True
