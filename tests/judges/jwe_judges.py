"""Two judges of sealed referrals, jwcrypto and joserfc: reads JSON from the standard input and prints JSON.

`jwe_judges.py open` takes a list of {key, sealed} and tells what each library makes of each: {plaintext} or {refused}.
`jwe_judges.py seal` takes {key, plaintext} and seals it in every form that a library has.
"""

import json
import sys

from joserfc import jwe as joserfc_jwe
from joserfc.jwe import JWERegistry
from joserfc.jwk import ECKey
from jwcrypto import jwe as jwcrypto_jwe
from jwcrypto.jwk import JWK

ALGORITHMS = ["ECDH-ES", "ECDH-ES+A256KW", "A256GCM"]
# Members that it has not heard of (study, studyHash, referral) are refused unless this is said.
REGISTRY = JWERegistry(algorithms=ALGORITHMS, strict_check_header=False)


def by_jwcrypto(key, sealed):
    token = jwcrypto_jwe.JWE(algs=ALGORITHMS)
    token.deserialize(sealed, JWK(**key))
    return token.payload.decode()


def by_joserfc(key, sealed):
    return joserfc_jwe.decrypt_compact(sealed, ECKey.import_key(key), registry=REGISTRY).plaintext.decode()


def said(open_it, key, sealed):
    try:
        return {"plaintext": open_it(key, sealed)}
    except Exception as error:
        return {"refused": type(error).__name__}


def sealed_by_all(key, plaintext):
    for alg in ALGORITHMS[:2]:
        header = {"alg": alg, "enc": "A256GCM", "kid": key["kid"]}
        for form, is_compact in (("compact", True), ("flattened", False)):
            token = jwcrypto_jwe.JWE(plaintext.encode(), protected=json.dumps(header), algs=ALGORITHMS)
            token.add_recipient(JWK(**key))
            yield f"jwcrypto {alg} {form}", token.serialize(compact=is_compact)
        public = ECKey.import_key(key)
        yield f"joserfc {alg} compact", joserfc_jwe.encrypt_compact(header, plaintext, public, registry=REGISTRY)


asked = json.load(sys.stdin)
if sys.argv[1] == "open":
    answer = [
        {"jwcrypto": said(by_jwcrypto, it["key"], it["sealed"]), "joserfc": said(by_joserfc, it["key"], it["sealed"])}
        for it in asked
    ]
else:
    answer = dict(sealed_by_all(asked["key"], asked["plaintext"]))
json.dump(answer, sys.stdout)
