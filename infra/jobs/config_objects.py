"""Kubernetes objects of a configuration backup: where the API keeps them, in which order they can be applied, what of them
belongs to the server, and how two of them differ. Nothing here talks to anybody."""

import re

# Every kind of a configuration backup: what others name, before those who name it.
KINDS = (
    "CustomResourceDefinition",
    "ServiceAccount",
    "ConfigMap",
    "Secret",
    "LimitRange",
    "ResourceQuota",
    "Role",
    "RoleBinding",
    "NetworkPolicy",
    "PersistentVolumeClaim",
    "Service",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "Job",
    "CronJob",
    "Ingress",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
)

# Annotation of an object that the restore wrote: the backup's id.
MARK = "lifeboat/restored-from"

# Bookkeeping of controllers, the scheduler and kubectl, true of the object that was and of no other.
_ANNOTATIONS = re.compile(
    r"kubectl\.kubernetes\.io/last-applied-configuration|deployment\.kubernetes\.io/.*|pv\.kubernetes\.io/.*"
    r"|volume(\.beta)?\.kubernetes\.io/(selected-node|storage-provisioner)|kubernetes\.io/service-account\.uid"
    r"|batch\.kubernetes\.io/job-tracking|deprecated\.daemonset\.template\.generation"
    r"|control-plane\.alpha\.kubernetes\.io/leader|" + re.escape(MARK)
)
_JOB_LABELS = ("controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name")
_ACCOUNT_SECRET_TYPE = "kubernetes.io/service-account-token"
_SHOWN_METADATA = ("name", "namespace", "labels", "annotations")
# What is written into a log as it is.
_PLAIN = re.compile(r"[\w ./:@%+,=-]{0,100}")
# Fields whose values may hold a password; only that they differ is shown.
_HIDDEN = re.compile(r"(^|\.)(data|binaryData|stringData|annotations|env|envFrom|command|args)([.\[]|$)")


def rank(kind):
    """Place of a kind in the order of applying; a kind that is unknown here comes last."""
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


def plural_of(kind):
    """The resource of a kind by the rule of Kubernetes' own UnsafeGuessKindToResource; it holds for every kind here."""
    word = kind.lower()
    if word.endswith("s"):
        return f"{word}es"
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def path_of(value, namespace=None):
    """Path of the list that an object is in; `namespace` in place of its own."""
    version, metadata = value["apiVersion"], value["metadata"]
    group = f"/apis/{version}" if "/" in version else f"/api/{version}"
    own = metadata.get("namespace")
    scope = f"/namespaces/{namespace or own}" if own else ""
    return f"{group}{scope}/{plural_of(value['kind'])}"


def name_of(value):
    """An object in the words of kubectl: kind/name."""
    return f"{value['kind'].lower()}/{value['metadata']['name']}"


def controller_of(value):
    """The owner reference of the controller that makes this object, or None."""
    owners = value["metadata"].get("ownerReferences") or ()
    return next((owner for owner in owners if owner.get("controller")), None)


def is_declared(value):
    """Whether Pulumi declares the object, by the label that every object of the stack has."""
    return (value["metadata"].get("labels") or {}).get("app.kubernetes.io/managed-by") == "pulumi"


def is_token(value):
    """Whether a Secret holds a token of a service account: the cluster fills it."""
    return value["kind"] == "Secret" and value.get("type") == _ACCOUNT_SECRET_TYPE


def made_by(value):
    """What makes this object by itself, or None: it would make it again, or take it away."""
    metadata = value["metadata"]
    owner = controller_of(value)
    if owner is not None:
        return f"{owner.get('kind')} {owner.get('name')}"
    if value["kind"] == "ConfigMap" and metadata["name"] in ("kube-root-ca.crt", "openshift-service-ca.crt"):
        return "the cluster"
    account = (metadata.get("annotations") or {}).get("kubernetes.io/service-account.name", "")
    if is_token(value) and re.fullmatch(re.escape(account) + r"-token-[a-z0-9]{5}", metadata["name"]):
        return f"ServiceAccount {account}"
    if value["kind"] == "ServiceAccount" and metadata["name"] == "default" and not value.get("imagePullSecrets"):
        return "the cluster"
    return None


def visible(value):
    """An object without what the server alone writes."""
    metadata = {name: value["metadata"][name] for name in _SHOWN_METADATA if value["metadata"].get(name)}
    annotations = {
        name: text for name, text in metadata.pop("annotations", {}).items() if not _ANNOTATIONS.fullmatch(name)
    }
    rest = {name: part for name, part in value.items() if name not in ("metadata", "status")}
    return {**rest, "metadata": {**metadata, **({"annotations": annotations} if annotations else {})}}


def _without(mapping, *names):
    return {name: part for name, part in mapping.items() if name not in names}


def _service(value):
    spec = value["spec"]
    gone = ["healthCheckNodePort"]
    # A headless service says None, which is nobody's address.
    if spec.get("clusterIP") != "None":
        gone += ["clusterIP", "clusterIPs"]
    return {**value, "spec": _without(spec, *gone)}


def _job(value):
    spec = value["spec"]
    if spec.get("manualSelector"):
        return value
    template = spec["template"]
    of_template = template.get("metadata") or {}
    labels = _without(of_template.get("labels") or {}, *_JOB_LABELS)
    template = {**template, "metadata": {**_without(of_template, "labels"), **({"labels": labels} if labels else {})}}
    metadata = value["metadata"]
    own = _without(metadata.get("labels") or {}, *_JOB_LABELS)
    metadata = {**_without(metadata, "labels"), **({"labels": own} if own else {})}
    return {**value, "metadata": metadata, "spec": {**_without(spec, "selector"), "template": template}}


def _account(value):
    made = re.compile(re.escape(value["metadata"]["name"]) + r"-(token|dockercfg)-[a-z0-9]{5}")
    kept = [each for each in value.get("secrets") or () if not made.fullmatch(each.get("name", ""))]
    return {**_without(value, "secrets"), **({"secrets": kept} if kept else {})}


def _secret(value):
    return _without(value, "data", "stringData") if is_token(value) else value


def _binding(value, moved):
    """Subjects of the namespace that the objects are moved from are those of the namespace that they come to."""
    subjects = [
        {**each, "namespace": moved[1]} if moved and each.get("namespace") == moved[0] else each
        for each in value.get("subjects") or ()
    ]
    return {**_without(value, "subjects"), **({"subjects": subjects} if subjects else {})}


def _claim(value):
    return {**value, "spec": _without(value["spec"], "volumeName")}


def prepared(value, backup_id, owners=(), moved=None, scaled=frozenset()):
    """An object of a backup as it is applied: without what belongs to the server or to the object that was, marked.

    @owners: owner references that are true now. @moved: the namespace that it was in, and that it comes to. @scaled: kinds
    and names that an autoscaler scales: how many there are is its decision."""
    value = visible(value)
    kind = value["kind"]
    special = {
        "Service": _service,
        "Job": _job,
        "ServiceAccount": _account,
        "Secret": _secret,
        "PersistentVolumeClaim": _claim,
        "RoleBinding": lambda binding: _binding(binding, moved),
    }.get(kind)
    value = special(value) if special else value
    if (kind, value["metadata"]["name"]) in scaled:
        value = {**value, "spec": _without(value["spec"], "replicas")}
    metadata = dict(value["metadata"])
    if "namespace" in metadata and moved:
        metadata["namespace"] = moved[1]
    metadata["annotations"] = {**metadata.get("annotations", {}), MARK: backup_id}
    if owners:
        metadata["ownerReferences"] = list(owners)
    return {**value, "metadata": metadata}


def without_node_ports(value):
    """A Service whose node ports the server chooses."""
    ports = [_without(port, "nodePort") for port in value["spec"]["ports"]]
    return {**value, "spec": {**value["spec"], "ports": ports}}


def scaled_by(values):
    """Kinds and names that autoscalers scale."""
    targets = [
        value["spec"].get("scaleTargetRef", {}) for value in values if value["kind"] == "HorizontalPodAutoscaler"
    ]
    return frozenset((target.get("kind"), target.get("name")) for target in targets)


def lost_volume(value):
    """The volume that a claim was bound to, or None."""
    return value["spec"].get("volumeName") if value["kind"] == "PersistentVolumeClaim" else None


def _members(value):
    """Members of a mapping or a list by the text of their place; None for what has none. The entries of a list that all
    have a name of their own are known by it, as the API merges them."""
    if isinstance(value, dict):
        return {f".{name}": part for name, part in value.items()}
    if not isinstance(value, list):
        return None
    names = [part.get("name") if isinstance(part, dict) else None for part in value]
    keys = names if all(names) and len(set(names)) == len(names) else range(len(value))
    return {f"[{key}]": part for key, part in zip(keys, value)}


def _leaves(before, after, path):
    if before == after:
        return
    one, other = _members(before), _members(after)
    if one is None or other is None or isinstance(before, dict) != isinstance(after, dict):
        yield path, before, after
        return
    for key in sorted({*one, *other}):
        place = (path + key).removeprefix(".")
        if key not in one:
            yield place, None, other[key]
        elif key not in other:
            yield place, one[key], None
        else:
            yield from _leaves(one[key], other[key], place)


def _shown(value):
    plain = _PLAIN.fullmatch(value) if isinstance(value, str) else value is None or isinstance(value, (bool, int, float))
    return value if plain else "..."


def differences(before, after, secret=False):
    """Fields that differ: where, and both values where they are plain and cannot be a secret's. `secret` hides all."""
    found = []
    for path, one, other in _leaves(before, after, ""):
        hidden = secret or _HIDDEN.search(path) is not None
        change = "added" if one is None else "removed" if other is None else "changed"
        shown = {"change": change} if hidden else {"from": _shown(one), "to": _shown(other)}
        found.append({"field": path, **shown})
    return found


def more_than(before, after):
    """Fields that `after` has and `before` has not."""
    return [path for path, one, _ in _leaves(before, after, "") if one is None]


def overlaid(live, wanted):
    """An object with another one's fields over its own, lists replaced: what an apply makes of it, less its own rules."""
    if not isinstance(live, dict) or not isinstance(wanted, dict):
        return wanted
    return {**live, **{name: overlaid(live.get(name), part) for name, part in wanted.items()}}
