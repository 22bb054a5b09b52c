"""libnm itself as the judge of a keyfile: what NetworkManager would read, warn about and refuse.

No daemon is needed: NM.keyfile_read is the function that the daemon's keyfile plugin calls. Needs
python3-gi and gir1.2-nm-1.0; import it through pytest.importorskip("gi") where that may be missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import gi

gi.require_version("NM", "1.0")

from gi.repository import NM, GLib, GObject  # noqa: E402

VERSION: tuple[int, int] = (NM.utils_version() >> 16, NM.utils_version() >> 8 & 0xFF)
"""Version of the installed libnm, as (major, minor)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What libnm made of a keyfile. Without an error, NetworkManager would take the profile.

    `settings` maps the full setting name (802-3-ethernet, never ethernet) to its properties; numbers are int,
    flags and enums too, lists are tuples of strings, addresses and routes are written as in a keyfile.
    """

    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Spec:
    """What libnm says of a property: the range of an integer and the words for an enumeration, where it has them."""

    name: str
    default: Any
    range: tuple[int, int] | None
    nicks: dict[str, int]
    secret: bool


def properties(setting: str) -> dict[str, Spec]:
    """The properties of that setting by name; none where this libnm does not know it."""
    kind = NM.Setting.lookup_type(setting)
    if kind == GObject.TYPE_INVALID:
        return {}
    found = GObject.new(kind)
    return {spec.name: _spec(found, spec) for spec in found.list_properties() if spec.name != "name"}


def _spec(setting: Any, spec: Any) -> Spec:
    bounds = (spec.minimum, spec.maximum) if hasattr(spec, "minimum") else None
    default = None if bounds is None and not hasattr(spec, "default_value") else setting.get_property(spec.name)
    secret = bool(int(spec.flags) & int(NM.SETTING_PARAM_SECRET))
    return Spec(spec.name, _number(default), bounds, _nicks(spec), secret)


def _nicks(spec: Any) -> dict[str, int]:
    kind = spec.value_type
    if not kind.is_a(GObject.TYPE_ENUM):
        return {}
    nicks = NM.utils_enum_get_values(kind, GLib.MININT, GLib.MAXINT)
    return {nick: NM.utils_enum_from_str(kind, nick)[1] for nick in nicks}


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def read(text: str | bytes) -> Reading:
    """Read a keyfile as the daemon does: parse, normalise, verify."""
    warnings: list[str] = []
    try:
        connection = _normalized(_parsed(text, warnings))
    except GLib.Error as error:
        return Reading(warnings=tuple(warnings), error=error.message)
    return Reading({s.get_name(): _properties(s) for s in connection.get_settings()}, tuple(warnings))


def write(text: str | bytes) -> str:
    """The keyfile that NetworkManager would leave after it took this one and saved it again."""
    connection = _normalized(_parsed(text, []))
    return str(NM.keyfile_write(connection, NM.KeyfileHandlerFlags.NONE, None, None).to_data()[0])


def _parsed(text: str | bytes, warnings: list[str]) -> Any:
    keyfile = GLib.KeyFile.new()
    data = text.encode() if isinstance(text, str) else text
    keyfile.load_from_bytes(GLib.Bytes.new(data), GLib.KeyFileFlags.NONE)
    return NM.keyfile_read(keyfile, "/nonexistent", NM.KeyfileHandlerFlags.NONE, _noting(warnings), None)


def _noting(warnings: list[str]) -> Any:
    def note(_file: Any, _connection: Any, kind: Any, data: Any, _user_data: Any) -> bool:
        if kind == NM.KeyfileHandlerType.WARN:
            warnings.append(data.warn_get()[0])
        return True

    return note


def _normalized(connection: Any) -> Any:
    # As the daemon's reader does: a file without them gets its name for an id and a uuid from its path.
    settings = connection.get_setting_connection()
    if settings.get_id() is None:
        settings.set_property("id", "no-id")
    if settings.get_uuid() is None:
        settings.set_property("uuid", NM.utils_uuid_generate())
    connection.normalize(None)
    connection.verify()
    return connection


def _properties(setting: Any) -> dict[str, Any]:
    if isinstance(setting, NM.SettingUser):
        return {key: setting.get_data(key) for key in setting.get_keys()}
    found = {p.name: _plain(setting, p.name) for p in setting.list_properties() if p.name != "name"}
    if isinstance(setting, NM.SettingIPConfig):
        count = setting.get_num_routing_rules()
        found["routing-rules"] = tuple(_rule(setting.get_routing_rule(i)) for i in range(count))
    return found


def _plain(setting: Any, name: str) -> Any:
    if name == "addresses":
        return tuple(_address(setting.get_address(i)) for i in range(setting.get_num_addresses()))
    if name == "routes":
        return tuple(_route(setting.get_route(i)) for i in range(setting.get_num_routes()))
    value = setting.get_property(name)
    if isinstance(value, list):
        return tuple(value)
    return _number(value)


def _address(address: Any) -> str:
    return f"{address.get_address()}/{address.get_prefix()}"


def _route(route: Any) -> str:
    hop, metric = route.get_next_hop() or "", route.get_metric()
    words = [f"{route.get_dest()}/{route.get_prefix()}", hop, "" if metric < 0 else str(metric)]
    options = [f"{n}={route.get_attribute(n).print_(False)}" for n in sorted(route.get_attribute_names())]
    return ",".join(words).rstrip(",") + "".join(f" {option}" for option in options)


def _rule(rule: Any) -> str:
    return str(rule.to_string(NM.IPRoutingRuleAsStringFlags.NONE, None))
