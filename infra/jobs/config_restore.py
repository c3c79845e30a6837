#!/usr/bin/python3
"""Compares the objects of a configuration backup with the cluster's, and applies them.

  config_restore.py OBJECTS MANIFEST ACCOUNT

OBJECTS has an object a line, in the order of applying; ACCOUNT is the folder of the service account's token and ca.crt.
Environment: KUBERNETES_API, CONFIG_DRY_RUN, CONFIG_ONLY, LIFEBOAT_SETTINGS.

Prints a line of tab-separated fields for each event: level, event, message, then names and values; a value whose name
begins with @ is JSON. Leaves with KYB-1's exit codes; the line of level `error` is the cause. Values of Secrets, of the
backup and of the cluster, are in no output.
"""

import sys

sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import base64
import binascii
import collections
import json
import os
import re
import time

import config_objects as objects
from kube_api import ARGUMENTS, GENERAL, PERMISSION, Failure, KubeApi

MANAGER = "lifeboat-config-restore"
# Before the Job's deadline of ten minutes, so that the log says what was done.
_RUN_SECONDS = 480
# Others write to an object that is new: its controller, the scheduler.
_RELEASES = 8
# A shorter value is a word that may be anywhere.
_SECRET_LENGTH = 6
_DENIED = re.compile(r"cannot \w+ resource|permissions? not currently held")
_DUPLICATE = "duplicate entries for key"
_NO_DRY_RUN = "does not support dry run"
_TAKEN = re.compile(r"provided port is already allocated")

# What becomes of an object.
_STATES = ("added", "changed", "unchanged", "left", "refused", "denied", "extra")
# Objects that the last line names.
_NAMED = 12

Outcome = collections.namedtuple("Outcome", "state reason fields kept")


class Log:
    """Prints events, and knows the values of Secrets, which must be in none."""

    def __init__(self):
        self._secrets = set()

    def hide(self, value):
        """Masks the values of a Secret from now on, as they are in it and decoded."""
        if value is None or value.get("kind") != "Secret":
            return
        for text in (value.get("data") or {}).values():
            found = [text]
            try:
                found += base64.b64decode(text).decode("utf-8").split("\n")
            except (binascii.Error, UnicodeDecodeError, TypeError):
                pass
            found = [each for each in found if isinstance(each, str) and len(each) >= _SECRET_LENGTH]
            self._secrets.update([*found, *(json.dumps(each)[1:-1] for each in found)])

    def masked(self, text):
        """A text without them; the longest first, because one may be a part of another."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    def __call__(self, level, event, message, **values):
        fields = [level, event, message]
        for name, value in values.items():
            fields += [f"@{name}", json.dumps(value)] if isinstance(value, (list, dict)) else [name, str(value)]
        print("\t".join(" ".join(field.split()) or "-" for field in fields), flush=True)


class Chosen:
    """What CONFIG_ONLY names: kind/name, or kind/* for all of a kind. Everything where it is empty."""

    def __init__(self, text):
        self.words = [word for word in text.split(",") if word]
        self._pairs = [word.lower().split("/", 1) if word.endswith("/*") else self._pair(word) for word in self.words]

    @staticmethod
    def _pair(word):
        kind, name = word.split("/", 1)
        return [kind.lower(), name]

    @staticmethod
    def _matches(value, pair, exact):
        kind = value["kind"]
        named = pair[1] == value["metadata"]["name"] or (pair[1] == "*" and not exact)
        return named and pair[0] in (kind.lower(), objects.plural_of(kind))

    def has(self, value, exact=False):
        """Whether it names this object, by its own name where `exact`."""
        return any(self._matches(value, pair, exact) for pair in self._pairs)

    def missing(self, values):
        """The words that name none of these objects."""
        pairs = zip(self.words, self._pairs)
        return [word for word, pair in pairs if not any(self._matches(value, pair, False) for value in values)]


class Restore:
    """One run."""

    def __init__(self, api, log, manifest, settings, chosen, dry):
        self._api, self._log, self._chosen, self._dry = api, log, chosen, dry
        self._id, self._namespace = manifest["id"], settings["namespace"]
        here = manifest["namespace"] == self._namespace
        self._moved = None if here else (manifest["namespace"], self._namespace)
        self._paths = [path for path in settings["configResources"] if "/namespaces/" in path]
        self._scaled = frozenset()
        self.counts, self.failed = collections.Counter(), []

    def run(self, values):
        """Takes the objects in their order, then names what the cluster has beside them."""
        for value in values:
            self._log.hide(value)
        scalers = [path for path in self._paths if path.endswith("/horizontalpodautoscalers")]
        live = [value for path in scalers for value in self._api.list(path)]
        self._scaled = objects.scaled_by([*values, *live])
        for value in values:
            if not self._chosen.words or self._chosen.has(value):
                self._take(value, values)
        if not self._chosen.words and self._moved is None:
            self._extra(values)

    def _take(self, value, values):
        outcome = self._outcome(value, values)
        name = objects.name_of(value)
        failed = outcome.state in ("refused", "denied")
        self.counts["left" if outcome.reason is not None and not failed else outcome.state] += 1
        if failed:
            self.failed.append((outcome.state, f"{name}: {outcome.reason}"))
        self._log(
            "warn" if failed else "info",
            "config_object",
            f"{name} {self._words(outcome)}",
            kind=value["kind"],
            name=value["metadata"]["name"],
            state=outcome.state,
            **({} if outcome.reason is None else {"reason": outcome.reason}),
            **({} if not outcome.fields else {"fields": outcome.fields}),
            **({} if not outcome.kept else {"kept": outcome.kept}),
        )

    def _words(self, outcome):
        words = {
            "added": ("would be added", "is added"),
            "changed": ("would be changed", "is changed"),
            "unchanged": ("is as in the backup",) * 2,
            "refused": ("would be refused", "is refused"),
            "denied": ("would be denied", "is denied"),
        }
        if outcome.reason is None or outcome.state in ("refused", "denied"):
            return words[outcome.state][not self._dry] + ("" if outcome.reason is None else f": {outcome.reason}")
        state = {"added": "is missing", "changed": "differs", "unchanged": "is as in the backup"}[outcome.state]
        return f"{state}, and is left alone: {outcome.reason}"

    def _left_alone(self, value):
        """Why an object is not applied, or None."""
        maker = objects.made_by(value)
        if "namespace" not in value["metadata"]:
            return "it is of the whole cluster, where this job may not write: apply it as docs/restore.md says"
        if maker == "the cluster":
            return "the cluster makes it"
        if value["metadata"].get("deletionTimestamp"):
            return "it was being deleted when the backup was made"
        if self._chosen.has(value, exact=True):
            return None
        if maker is not None:
            return f"{maker} makes it; CONFIG_ONLY={objects.name_of(value)} applies it"
        if value["kind"] == "Job":
            return f"a Job that is applied runs again; CONFIG_ONLY={objects.name_of(value)} applies it"
        if objects.is_declared(value) and not self._chosen.has(value):
            return f"Pulumi declares it, and pulumi up restores it; CONFIG_ONLY={objects.name_of(value)} applies it"
        return None

    def _outcome(self, value, values):
        left = self._left_alone(value)
        path = f"{objects.path_of(value, self._namespace)}/{value['metadata']['name']}"
        live = self._api.get(path)
        self._log.hide(live)
        if live is not None and objects.is_token(value):
            left = left or "the cluster fills it"
        if left is None and live is not None and live["metadata"].get("deletionTimestamp"):
            return Outcome("refused", "it is being deleted: run this job again when it is gone", [], [])
        wanted = self._prepared(value, live)
        if "namespace" not in value["metadata"] or live is None and left is not None:
            return self._compared(live, objects.overlaid(live or {}, wanted), left, value)
        status, judged, sent = self._judge(path, wanted, live, values)
        if status is not None:
            # What nobody applies is not refused: it only differs.
            return Outcome("changed", left, [], []) if left else Outcome(*status, [], [])
        outcome = self._compared(live, judged, left, value)
        if left is None and not self._dry and outcome.state in ("added", "changed"):
            refusal = self._write(path, sent, live)
            if refusal is not None:
                return Outcome(*refusal, outcome.fields, [])
            volume = objects.lost_volume(value)
            if volume and live is None:
                self._log("warn", "volume_lost", f"{objects.name_of(value)} gets a new, empty volume; it had {volume}")
        return outcome

    def _prepared(self, value, live):
        owners = [] if self._moved else [each for each in self._owners(value) if self._lives(each)]
        scaled = self._scaled if live is not None else frozenset()
        return objects.prepared(value, self._id, owners, self._moved, scaled)

    @staticmethod
    def _owners(value):
        return value["metadata"].get("ownerReferences") or []

    def _lives(self, owner):
        """Whether an owner is the object that it was: garbage collection deletes what belongs to another one."""
        reference = {"apiVersion": owner["apiVersion"], "kind": owner["kind"], "metadata": {"namespace": self._namespace}}
        path = objects.path_of(reference)
        if path not in self._paths:
            return False
        live = self._api.get(f"{path}/{owner['name']}")
        return live is not None and live["metadata"]["uid"] == owner.get("uid")

    def _compared(self, live, result, left, value):
        if live is None:
            return Outcome("added", left, [], [])
        before, after = objects.visible(live), objects.visible(result)
        fields = [
            {name: self._log.masked(part) if isinstance(part, str) else part for name, part in field.items()}
            for field in objects.differences(before, after, value["kind"] == "Secret")
        ]
        kept = objects.more_than(objects.visible(value), after)
        return Outcome("changed", left, fields, kept) if fields else Outcome("unchanged", None, [], kept)

    def _judge(self, path, wanted, live, values):
        """A dry run: the refusal as state and reason, or None; what would be; and what was sent for it."""
        answer, sent = self._sent(path, wanted, live, True)
        if answer.status < 300:
            return None, answer.body, sent
        message = self._api.said(answer)
        if _NO_DRY_RUN in message:
            text = f"{objects.name_of(wanted)} is compared without the API server: {message}"
            self._log("warn", "dry_run_impossible", text)
            return None, objects.overlaid(live or {}, wanted), sent
        role = wanted.get("roleRef") or {}
        if self._dry and answer.status == 404 and any(
            value["kind"] == "Role" == role.get("kind") and value["metadata"]["name"] == role.get("name")
            for value in values
        ):
            return None, wanted, sent
        return self._refusal(answer, live), None, sent

    def _sent(self, path, wanted, live, dry):
        """The answer to an apply and what was applied, in the forms that the API takes."""
        answer = self._api.apply(path, wanted, MANAGER, dry)
        if answer.status < 300:
            return answer, wanted
        message = self._api.said(answer)
        if live is None and _TAKEN.search(message):
            wanted = objects.without_node_ports(wanted)
            self._log("warn", "port_taken", f"{objects.name_of(wanted)} gets other node ports: {message}")
            answer = self._api.apply(path, wanted, MANAGER, dry)
        # A list whose entries share a key can be created, and not applied.
        elif live is None and _DUPLICATE in message:
            answer = self._api.create(path.rpartition("/")[0], wanted, MANAGER, dry)
        return answer, wanted

    def _refusal(self, answer, live):
        message = self._api.said(answer)
        if answer.status in (401, 403) and (_DENIED.search(message) or answer.status == 401):
            return "denied", f"{message}; an operator who may can apply it: docs/restore.md"
        if live is not None and answer.status == 422:
            return "refused", f"{message}; where a field cannot change, delete the object and run this job again"
        if answer.status == 404:
            return "refused", f"{message}: the API server has no such version, or lacks what the object names"
        return "refused", message

    def _write(self, path, wanted, live):
        answer, _ = self._sent(path, wanted, live, False)
        if answer.status >= 300:
            return self._refusal(answer, live)
        self._release(path, answer.body)
        return None

    def _release(self, path, value):
        """Gives up every field but the mark: what this job restored must be free for its earlier managers. The mark stays,
        because an object without any manager would be taken for one that something else had applied."""
        mark = {"f:metadata": {"f:annotations": {f"f:{objects.MARK}": {}}}}
        for _ in range(_RELEASES):
            managed = value["metadata"].get("managedFields") or []
            kept = [
                {**entry, "fieldsV1": mark} if entry.get("manager") == MANAGER and not entry.get("subresource") else entry
                for entry in managed
            ]
            steps = [
                {"op": "replace", "path": "/metadata/managedFields", "value": kept},
                {"op": "replace", "path": "/metadata/resourceVersion", "value": value["metadata"]["resourceVersion"]},
            ]
            answer = self._api.patch(path, steps, MANAGER)
            if answer.status != 409:
                break
            value = self._api.get(path) or value
        if answer.status >= 300:
            self._log("warn", "fields_kept", f"{path} stays managed by {MANAGER}: {self._api.said(answer)}")

    def _extra(self, values):
        """What the cluster has and the backup has not. It stays."""
        known = {(objects.path_of(value), value["metadata"]["name"]) for value in values}
        for path in self._paths:
            resource = path.rpartition("/")[2]
            kind = next((kind for kind in objects.KINDS if objects.plural_of(kind) == resource), resource)
            for metadata in self._api.names(path):
                value = {"kind": kind, "metadata": metadata}
                if (path, metadata["name"]) in known or objects.made_by(value):
                    continue
                self.counts["extra"] += 1
                self._log(
                    "info",
                    "config_object",
                    f"{objects.name_of(value)} is not in the backup, and stays",
                    kind=value["kind"],
                    name=metadata["name"],
                    state="extra",
                    declared=json.dumps(objects.is_declared(value)),
                )


def _read(file_name):
    with open(file_name, encoding="utf-8") as file:
        return json.load(file)


def _judge(log, restore, manifest, dry):
    """Logs what became of the objects. Raises Failure where some were not applied."""
    counts = {state: restore.counts[state] for state in _STATES}
    backup = f"configuration backup {manifest['id']}"
    if not restore.failed:
        text = f"{backup} {'is compared, nothing is written' if dry else 'is applied'}"
        log("info", "config_restore_finished", text, backupId=manifest["id"], dryRun=json.dumps(dry), objects=counts)
        return
    log("info", "config_counted", f"objects of {backup}, by what becomes of them", objects=counts)
    code = PERMISSION if all(state == "denied" for state, _ in restore.failed) else GENERAL
    verbs = ("would not be", "would be") if dry else ("were not", "are")
    texts = [text for _, text in restore.failed[:_NAMED]]
    more = len(restore.failed) - len(texts)
    raise Failure(
        code,
        "config_restore_incomplete",
        f"{len(restore.failed)} objects {verbs[0]} applied, all others {verbs[1]}: {'; '.join(texts)}"
        + (f"; and {more} more, each in a line of its own" if more else ""),
    )


def run(log):
    """Restores or compares. Raises Failure."""
    dry = os.environ["CONFIG_DRY_RUN"] == "true"
    settings, manifest, account = _read(os.environ["LIFEBOAT_SETTINGS"]), _read(sys.argv[2]), sys.argv[3]
    with open(sys.argv[1], encoding="utf-8") as file:
        values = [json.loads(line) for line in file]
    chosen = Chosen(os.environ["CONFIG_ONLY"])
    missing = chosen.missing(values)
    if missing:
        text = f"CONFIG_ONLY names {', '.join(missing)}, which backup {manifest['id']} does not have"
        raise Failure(ARGUMENTS, "arguments", text)
    deadline = time.monotonic() + _RUN_SECONDS
    api = KubeApi(os.environ["KUBERNETES_API"], f"{account}/ca.crt", f"{account}/token", deadline, log)
    restore = Restore(api, log, manifest, settings, chosen, dry)
    restore.run(values)
    _judge(log, restore, manifest, dry)


def main():
    """Returns the exit code."""
    log = Log()
    try:
        run(log)
    except Failure as failure:
        log("error", failure.event, str(failure))
        return failure.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
