"""Opens version-1.json from FORMAT.md alone, with nothing of Spendward's: the proof that the formats are as written.
Needs the package "cryptography". Prints one line of counts; any mismatch is an assertion error."""
import base64, json, struct, sys, zlib
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def fields(*texts):
    return b"".join(struct.pack(">I", len(t.encode())) + t.encode() for t in texts)


def derive(key, salt, label):
    return HKDF(hashes.SHA256(), 32, salt or None, fields(label)).derive(key)


def unwrap(wrapping, wrapped, *context):
    assert wrapped[0] == 1
    nonce, commitment = wrapped[1:13], wrapped[13:45]
    assert commitment == derive(wrapping, nonce, "spendward wrap 1 commit")
    return AESGCM(derive(wrapping, nonce, "spendward wrap 1 seal")).decrypt(nonce, wrapped[45:], wrapped[:45] + fields(*context))


def place_fields(v, place):
    return fields(v["region"], v["site"], place["kind"], place["object"], str(place.get("position", "")))


def open_row(v, keys, place, sealed):
    assert sealed[:2] == b"S\x01" and sealed[2] == ["uk", "eu", "us"].index(v["region"]) + 1
    assert struct.unpack(">III", sealed[4:16]) == (zlib.crc32(v["site"].encode()), zlib.crc32(place_fields(v, place)), len(sealed) - 92)
    key = keys["key_%s-%s-%s-%s-%s" % tuple(sealed[16:32].hex()[a:b] for a, b in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)))]
    assert sealed[44:76] == derive(key, b"", "spendward row 1 commit")
    return AESGCM(derive(key, b"", "spendward row 1 seal")).decrypt(sealed[32:44], sealed[76:], sealed[:76] + place_fields(v, place))


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        assert self.at + n <= len(self.data)
        self.at += n
        return self.data[self.at - n:self.at]

    def sized(self):
        return self.take(struct.unpack(">H", self.take(2))[0])


def open_blob(v, keys, place, sealed):
    r = Reader(sealed)
    assert r.take(3) == b"\x02\x04\x78"
    message_id = r.take(32)
    serialized = r.sized()
    c = Reader(serialized)
    context = {c.sized().decode(): c.sized().decode() for _ in range(struct.unpack(">H", c.take(2))[0])}
    assert r.take(2) == b"\x00\x01" and r.sized() == b"spendward"
    info, encrypted = r.sized(), r.sized()
    key_id = info[:40].decode()
    assert info[40:48] == struct.pack(">II", 128, 12)
    assert context == {"region": v["region"], "site": v["site"], "kind": place["kind"], "object": place["object"],
                       "position": str(place.get("position", "none")), "key": key_id}
    assert r.take(1) == b"\x02" and r.take(4) == struct.pack(">I", 1048576)
    commitment = r.take(32)
    header = sealed[:r.at]
    message_key = AESGCM(keys[key_id]).decrypt(info[48:], encrypted, serialized)
    sealing = HKDF(hashes.SHA512(), 32, message_id, b"\x04\x78DERIVEKEY").derive(message_key)
    assert commitment == HKDF(hashes.SHA512(), 32, message_id, b"COMMITKEY").derive(message_key)
    AESGCM(sealing).decrypt(bytes(12), r.take(16), header)
    clear, expected = b"", 1
    while True:
        number = r.take(4)
        final = number == b"\xff\xff\xff\xff"
        if final:
            number = r.take(4)
        assert struct.unpack(">I", number)[0] == expected
        nonce = r.take(12)
        length = struct.unpack(">I", r.take(4))[0] if final else 1048576
        what = b"AWSKMSEncryptionClient Final Frame" if final else b"AWSKMSEncryptionClient Frame"
        data = message_id + what + number + struct.pack(">Q", length)
        clear += AESGCM(sealing).decrypt(nonce, r.take(length + 16), data)
        expected += 1
        if final:
            assert r.at == len(sealed)
            return clear


v = json.load(open(sys.argv[1]))
b64 = base64.b64decode
root = b64(v["root"]["key"])
site_keys = {k["version"]: unwrap(root, b64(k["wrapped"]), "spendward site key 1", v["region"], v["site"], str(k["version"])) for k in v["siteKeys"]}
keys = {k["id"]: unwrap(site_keys[k["siteKeyVersion"]], b64(k["wrapped"]), "spendward data key 1", v["region"], v["site"], k["id"],
                        k["purpose"], k["kind"], k["scope"], str(k["siteKeyVersion"])) for k in v["dataKeys"]}
for row in v["rows"]:
    assert open_row(v, keys, row["place"], b64(row["sealed"])) == b64(row["clear"])
for blob in v["blobs"]:
    assert open_blob(v, keys, blob["place"], b64(blob["sealed"])) == b64(blob["clear"])
for refusal in v["refusals"]:
    try:
        open_row(v, keys, refusal["place"], b64(refusal["sealed"]))
    except Exception:
        continue
    raise AssertionError(refusal["what"])
for entry in v["indexes"]:
    key = next(keys[k["id"]] for k in v["dataKeys"] if k["purpose"] == "index" and k["kind"] == entry["kind"])
    mac = hmac.HMAC(key, hashes.SHA256())
    mac.update(fields("spendward index 1", entry["kind"], entry["text"]))
    assert base64.urlsafe_b64encode(mac.finalize()).rstrip(b"=").decode() == entry["index"]
print(f"opened {len(v['rows'])} rows, {len(v['blobs'])} blobs, {len(v['indexes'])} indexes; refused {len(v['refusals'])}")
