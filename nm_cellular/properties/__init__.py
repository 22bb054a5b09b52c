"""NetworkManager's properties: what exists since when, what each may hold, and what goes together.

What a person writes in nmcli's notation becomes keyfile entries (entries). What a keyfile already holds is judged as
NetworkManager would (check_keyfile_value, check_profile) before it gets there: NetworkManager ignores unknown keys
in silence, drops some bad values with no more than a line in its log, and refuses a whole profile for others.
"""

from ..problem import ValueRefused
from .comparison import canonical, comparable
from .complaint import Complaint
from .keyfile_values import check_keyfile_value, check_section, is_list
from .profile_rules import check_profile
from .suggest import suggest, suggest_section
from .table import Property, all_properties, find, find_in_keyfile, full_name, settings
from .values import entries, parse

__all__ = [
    "Complaint",
    "Property",
    "ValueRefused",
    "all_properties",
    "canonical",
    "check_keyfile_value",
    "check_profile",
    "check_section",
    "comparable",
    "entries",
    "find",
    "find_in_keyfile",
    "full_name",
    "is_list",
    "parse",
    "settings",
    "suggest",
    "suggest_section",
]
