"""Who vouches for a PDF? A key that signs it: whoever holds the file can tell that no byte of it has changed since.

The signature is PAdES (ETSI EN 319 142-1, level B-B), on P-256, and certifies that nothing may be added.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Sceau"
LASTS = timedelta(days=20 * 365)
"""How long a certificate that was made here is valid: as long as documents are checked."""


class KeyFaulty(ValueError):
    """What should hold a key and its certificate does not."""


def fresh_key(name: str, *, at: datetime) -> str:
    """Return a key on P-256 and a certificate under a name that it signed itself, valid from an instant, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signs_documents(), critical=True)
        .sign(key, SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (private + certificate.public_bytes(serialization.Encoding.PEM)).decode("ascii")


def signed(pdf: bytes, *, pem: str, reason: str, at: datetime) -> bytes:
    """Return a PDF with its signature at the end of it: the bytes before stand as they were.

    ``pem`` holds the key, its certificate, then those that vouch for it. Raises ``KeyFaulty`` where it does not.
    """
    written = IncrementalPdfFileWriter(BytesIO(pdf))
    meta = PdfSignatureMetadata(
        field_name=FIELD,
        reason=reason,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signer = _SignerAt(meta, _signer(pem), at)
    with ThreadPoolExecutor(1) as apart:  # pyHanko runs a loop of its own, and the thread of the caller may have one
        made: bytes = apart.submit(signer.sign_pdf, written).result().getvalue()
    return made


class _SignerAt(PdfSigner):
    """Signs at the instant of the act, not at that of the machine."""

    def __init__(self, meta: PdfSignatureMetadata, signer: SimpleSigner, at: datetime) -> None:
        super().__init__(meta, signer)
        self.at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        signing = super().init_signing_session(pdf_out, existing_fields_only)
        signing.system_time = self.at
        return signing


def _signer(pem: str) -> SimpleSigner:
    private, mark, certificates = pem.partition("-----BEGIN CERTIFICATE-----")
    try:
        key = load_private_key_from_pemder_data(private.encode("ascii"), None)
        own, *others = load_certs_from_pemder_data((mark + certificates).encode("ascii"))
    except (ValueError, OSError, TypeError) as error:
        wish = "write the key, then its certificates, as PEM"
        raise KeyFaulty(f"the signing key cannot be read; {wish}: {error}") from error
    store: Any = SimpleCertificateStore  # typed in part
    return SimpleSigner(own, key, store.from_certs(others))


def _signs_documents() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
