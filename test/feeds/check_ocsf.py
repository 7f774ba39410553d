"""Checks OCSF 1.4.0 events, one a line, against what the public schema requires. Shares nothing with the program that made them."""
import json
import sys

REQUIRED = ["activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid"]
# class: (category, extra required attributes, at least one of)
CLASSES = {
    2004: (2, ["finding_info"], []),
    3001: (3, ["user"], []),
    3002: (3, ["user"], ["service", "dst_endpoint"]),
    3004: (3, ["entity"], []),
    6003: (6, ["actor", "api", "src_endpoint"], []),
    6005: (6, ["actor", "src_endpoint"], ["database", "databucket", "table"]),
}
ENDPOINT = ["ip", "uid", "name", "hostname", "svc_name", "instance_uid", "interface_uid", "interface_name", "domain"]


def faults(event):
    for name in REQUIRED:
        if name not in event:
            yield f"{name} is missing"
    category, required, one_of = CLASSES[event["class_uid"]]
    if event["category_uid"] != category:
        yield "category_uid"
    if event["type_uid"] != event["class_uid"] * 100 + event["activity_id"]:
        yield "type_uid"
    for name in required:
        if name not in event:
            yield f"{name} is missing"
    if one_of and not any(name in event for name in one_of):
        yield f"none of {one_of}"
    metadata = event["metadata"]
    if metadata.get("version") != "1.4.0" or not any(metadata.get("product", {}).get(name) for name in ["name", "uid"]):
        yield "metadata"
    if not isinstance(event["time"], int) or not 0 <= event["severity_id"] <= 99:
        yield "time or severity_id"
    if "actor" in event and not any(name in event["actor"] for name in ["process", "user", "session", "app_name", "app_uid", "idp"]):
        yield "actor"
    if "src_endpoint" in event and not any(name in event["src_endpoint"] for name in ENDPOINT):
        yield "src_endpoint"


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as lines:
        found = [list(faults(json.loads(line))) for line in lines]
    for event in found[:10]:
        for fault in event:
            print(fault)
    print(f"{len(found)} events, {sum(map(len, found))} faults")
