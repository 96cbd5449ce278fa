"""Holds the manifests against each other and against the settings in the source.

usage: lint-manifests.py ROOT SECRETS-FOLDER SEAWEEDFS-VERSION
"""
import pathlib
import re
import sys

import yaml

OURS = re.compile(r"^(CLOAKROOM_|AWS_|GLOBAL_SECRET|MAX_UPLOAD_|CHAT_FILE|ASSETS_FILES_)")
faults = []


def known_settings(root):
    """Every key that the source asks for, and the files that may hold secret ones."""
    text = "\n".join(file.read_text() for file in (root / "Sources/cloakroom").rglob("*.swift"))
    names = {name for name in re.findall(r'"([A-Z][A-Z0-9_]+)"', text) if OURS.match(name)}
    secret = set(re.findall(r'secret\("([A-Z0-9_]+)"\)', text)) | {"CLOAKROOM_CATALOG"}
    return names | {name + "_FILE" for name in secret}


def expect(is_right, text):
    if not is_right:
        faults.append(text)


def check_settings(where, names, known):
    for name in names:
        expect(not OURS.match(name) or name in known, f"{where}: there is no setting {name}")


def check_compose(file, secrets, known, version):
    compose = yaml.safe_load(file.read_text())
    services = compose["services"]
    for name, service in services.items():
        where = f"{file.name}, {name}"
        expect("image" in service, f"{where}: no image")
        for other in service.get("depends_on", []):
            expect(other in services, f"{where}: depends on {other}, which is not there")
        for secret in service.get("secrets", []):
            expect(secret in compose["secrets"], f"{where}: no secret {secret}")
        for network in service.get("networks", []):
            expect(network in compose["networks"], f"{where}: no network {network}")
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            is_there = (file.parent / source).exists() if source.startswith(".") else source in compose["volumes"]
            expect(is_there, f"{where}: no volume {source}")
        environment = service.get("environment", {})
        expect(all(isinstance(value, str) for value in environment.values()), f"{where}: settings must be text")
        check_settings(where, environment, known)
        for value in environment.values():
            if value.startswith("/run/secrets/"):
                expect(value.split("/")[-1] in service.get("secrets", []), f"{where}: {value} is not mounted")
        if "seaweedfs" in service["image"]:
            expect(service["image"].endswith(":" + version), f"{where}: another SeaweedFS than is tested with")
        limits = service.get("deploy", {}).get("resources", {}).get("limits", {})
        expect("memory" in limits or service.get("restart") is None, f"{where}: no limit on memory")
    for name, secret in compose["secrets"].items():
        expect((secrets / pathlib.Path(secret["file"]).name).exists(), f"{file.name}: nobody makes the secret {name}")
    nodes = [service for name, service in services.items() if name.startswith("node-")]
    expect(len(nodes) == 3, f"{file.name}: not three nodes")
    for node in nodes:
        expect(node["read_only"] and node["cap_drop"] == ["ALL"], f"{file.name}: a node that may do too much")
        expect(node["security_opt"] == ["no-new-privileges:true"], f"{file.name}: a node without no_new_privs")


def pods(document):
    """The pod template in a document, if it has one."""
    template = document.get("spec", {}).get("template", {}) if document["kind"] in ("StatefulSet", "Job") else {}
    return [template["spec"]] if template else []


def check_kubernetes(folder, secrets, known, version):
    kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text())
    documents = [document for name in kustomization["resources"]
                 for document in yaml.safe_load_all((folder / name).read_text())]
    made = {generated["name"]: {pathlib.Path(file).name for file in generated["files"]}
            for generated in kustomization["secretGenerator"]}
    for files in made.values():
        for file in files:
            expect((secrets / file).exists(), f"kustomization.yaml: nobody makes the secret {file}")
    services = {document["metadata"]["name"] for document in documents if document["kind"] == "Service"}
    for document in documents:
        where = f"kubernetes, {document['kind']} {document['metadata']['name']}"
        if "serviceName" in document.get("spec", {}):
            expect(document["spec"]["serviceName"] in services, f"{where}: no service of that name")
        for pod in pods(document):
            check_pod(where, pod, made, known, version)


def check_pod(where, pod, made, known, version):
    volumes = {volume["name"]: volume for volume in pod.get("volumes", [])}
    expect(pod["securityContext"]["runAsNonRoot"], f"{where}: runs as root")
    for volume in volumes.values():
        if "secret" in volume:
            expect(volume["secret"]["secretName"] in made, f"{where}: no secret {volume['secret']['secretName']}")
    for container in pod["containers"]:
        security = container["securityContext"]
        expect(security["readOnlyRootFilesystem"] and security["capabilities"] == {"drop": ["ALL"]}
               and security["allowPrivilegeEscalation"] is False, f"{where}: may do too much")
        expect({"cpu", "memory"} <= container["resources"]["limits"].keys(), f"{where}: no limits")
        check_settings(where, [variable["name"] for variable in container.get("env", [])], known)
        mounts = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
        expect(set(mounts.values()) - {"data"} == volumes.keys(), f"{where}: volumes and mounts differ")
        for variable in container.get("env", []):
            check_secret(where, variable.get("value", ""), mounts, volumes, made)
        if "seaweedfs" in container["image"]:
            expect(container["image"].endswith(":" + version), f"{where}: another SeaweedFS than is tested with")


def check_secret(where, value, mounts, volumes, made):
    """A setting that names a secret's file must name one that is mounted."""
    if not value.startswith("/run/secrets/"):
        return
    path = pathlib.PurePosixPath(value)
    volume = volumes.get(mounts.get(str(path.parent)), {})
    expect(path.name in made.get(volume.get("secret", {}).get("secretName"), ()), f"{where}: {value} is not mounted")


def check_text(file, known):
    """Units and the Dockerfile name settings as KEY=value."""
    names = re.findall(r"\b([A-Z][A-Z0-9_]+)=", file.read_text())
    check_settings(file.name, names, known)


def main(root, secrets, version):
    root, secrets = pathlib.Path(root), pathlib.Path(secrets)
    known = known_settings(root)
    check_compose(root / "deploy/compose.yaml", secrets, known, version)
    check_kubernetes(root / "deploy/kubernetes", secrets, known, version)
    for file in [root / "deploy/Dockerfile", *sorted((root / "deploy/systemd").glob("*.service"))]:
        check_text(file, known)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
