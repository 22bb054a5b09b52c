"""What says who somebody is, or where, as tools, logs and configuration files have it."""

from __future__ import annotations

import re

_KEY = (
    r"(?:[\w.]{0,40}(?:pass(?:word|wd|phrase)?|psk|secret|token)"
    r"|(?:\w{1,40}[-_.])?(?:pin|puk|user(?:name)?|login|wep-key\d)\d?)"
)
_IS = r"[\"']?\s{0,9}+(?:=>|[=:])\s{0,40}+"
_WORD = r"(?:\"[^\"\n]*+\"?|'[^'\n]*+'?|[^\s\"',;}\]]++)"
_WORDS = r"[^\s\"',;}\]]++(?: [^\s\"',;=]++){0,9}+(?=[\"',])"
"""Several, up to the quote or comma that ends them."""

SECRETS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # In a file the rest of the line is the value; elsewhere a word, or what is quoted.
        rf"(^\s*(?:[\w./-]+:\d+:\s*)?{_KEY}\s{{0,9}}=\s*+)(?![>=])(\S.*)",
        rf"((?<![\w.]){_KEY}{_IS})({_WORDS}|{_WORD})",
        rf"((?<!\w)SSID{_IS})({_WORD})",
        r"(\(wl\w{1,14}\): .{0,80}?(?:connection|access point|network) ['\"])([^'\"]+)",
        r"('ssid' value '|SSID ['\"]|ssid=['\"])([^'\"]+)",
        # Words of their own, in pppd's options, on command lines, in chap-secrets.
        rf"(^\s*(?:user|password|name)\s+)({_WORD})(?=\s*$)",
        rf"(\b(?:pppd|nmcli)\s.*?\s(?:user|username)\s+)({_WORD})",
        rf"(\b(?:pppd|nmcli)\s.*?\spassword\s+)({_WORD})",
        rf"(\bnmcli\s.*?\s(?:gsm\.)?pin\s+)({_WORD})",
        rf"(\b(?:gsm|cdma|ppp|wifi-sec|802-[\w-]+)\.(?:password|username|pin|psk|wep-key\d)\s+)({_WORD})",
        rf"(--(?:username|password|(?:verify|unblock)-p[iu][nk]\d?)\s+)({_WORD})",
        r"((?:verify|unblock|change|enable|disable)-pin\d?=\w+,)(\S+)",
        r"(\bquectel-CM\s.*?-s\s+[^\s-]\S*+\s+)([^\s-]\S*\s+[^\s-]\S*)",
        r"(\bquectel-CM\s.*?-p\s+)(\S+)",
        r"(^\s*)((?:\"[^\"\n]+\"|[^\s*\"]+)\s+\*\s+(?:\"[^\"\n]+\"|[^\s*\"]+))(?=\s*+\*?\s*+$)",
        # AT commands; those of the second kind have the APN first, which is needed.
        r"(\+C(?:PIN2?|PWD|LCK)\s?=\s?)([^?\s].*)",
        r"((?:\+C?X?GAUTH|\^AUTHDATA|\$QCPDPP|#PDPAUTH|#SGACT|\+UAUTHREQ)\s?[=:]\s?(?:\d+\s?,\s?)*+)([^\d\s?].*)",
        r"((?:\+QICSGP|\^NDISDUP|\+CSTT)\s?[=:]\s?(?:\d+\s?,\s?)*+\"[^\"\n]*+\"\s?,\s?)(.+)",
        r"(\"(?:USER|PWD)\"\s?,\s?)(\"[^\"\n]*+\"?)",
        r"(\[PAP AuthReq id=\S++ user=)(.+)(?=\])",
        r"(\[CHAP (?:Response|Challenge) (?:id=\S++ )?<[^>\n]*+>, name = )(.+)(?=\])",
        # What a SIM and a modem say in hexadecimal digits.
        r"(\+C(?:RSM|SIM): ?\d++,(?: ?\d++,)? ?\"?)([0-9A-F]{10,})",
        r"(\bdata\s?=\s?)((?:[0-9A-F]{2}:){4,}+[0-9A-F]{2})",
        # Where it is, and how it is called.
        r"(\+(?:CGPSINFO|CGNSINF|QGPSLOC|UULOC|CLBS)\s?[:=]\s?)([^\s?].*)",
        r"(\$G[A-Z]{4},)(.+)",
        r"((?:lat|lon)(?:itude)?[\"']?\s?[:=]\s?)([\"']?-?\d+\.\d+)",
        r"(\+CNUM: ?)(.+)",
        r"(\+CUSD: ?\d,\s?)(.+)",
        # Of its cell, by which it can be found.
        r"(\+C(?:E|G|5G)?REG: ?(?:\d,)?\d,)(\"?[0-9A-F]{1,10}\"?,\"?[0-9A-F]{1,10}\"?)",
        r"(\+CPSI: ?[^,\n]{1,20},\w+,\d{3}-\d{2,3},)(\w+,\d+)",
        r"(\+QENG: ?\"servingcell\",(?:\"[\w-]+\",)+\d+,\d+,)(\w+(?:,\w+)?)",
        r"(\b(?:cell id|(?:location|tracking) area code)\W{1,4})([0-9A-F]{2,})\b",
        r"(\bown\W{1,6})(\+?\d{7,15})",
        r"(by-id/usb-\w{0,99}_)(?=[A-Z]*+\d[A-Z]*+\d[A-Z]*+\d[A-Z]*+\d)([0-9A-Z]{8,})(?![0-9A-Z_])",
        r"(\b(?:iSerial|SerialNumber|serial number)\W{1,3}(?:\d{1,2}\s+)?)(?=\w*\d\w*\d)(\w{6,})",
    )
)
"""Each a part that is kept, and one that is not."""

KEYS = re.compile(r"(?:pass|psk|secret|pin$|puk|user|login|wep-key|identity|ssid)", re.IGNORECASE)
"""Of settings that are nobody else's business."""

DIGITS = re.compile(r"(?<![0-9A-Fa-f])(?:\d{13,22}(?:[Ff]\d?)?|89\d{30})(?![0-9A-Fa-f])")
"""IMEI (15), IMSI (14 or 15), ICCID (18 to 20, or padded by an F), EID (32); a switch message has 62."""

PRINTED_IMEI = re.compile(r"(?<![\d-])\d{2}[- ]?\d{6}[- ]\d{6}[- ]\d(?![\d-])")

TELEPHONE = re.compile(r"(?<![\w+])\+\d(?:[ ()-]{0,2}\d){6,14}(?!\w)")
MAC = re.compile(
    r"(?<![0-9A-Fa-f:-])([0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}\2[0-9A-Fa-f]{2})(?:\2[0-9A-Fa-f]{2}){3}(?![0-9A-Fa-f])"
)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+")
HOME = re.compile(r"(/home/|/Users/|[A-Z]:\\Users\\)([\w.-]+)")

IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d|-\d)")
DASHED = re.compile(r"(?<![\w.-])\d{1,3}(?:-\d{1,3}){3}(?![\d-])")
"""As providers write it into the name of a host: 203-0-114-9.example.net."""

OCTETS = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){7}(?:(?:\.\d{1,3}){8}(?:(?:\.\d{1,3}){16})?)?(?![\w.])")
"""What a modem tells with its mask (+CGCONTRDP, 3GPP TS 27.007, 10.1.23), and an IPv6 address in decimal numbers."""

IPV6 = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}(?![0-9A-Za-z:])")

PROMPT = re.compile(r"(?<![\w.-])([a-z_][\w-]*)@([A-Za-z][\w-]*)(?=[:\s].*[$#])")
_NAME = r"([A-Za-z][\w.-]*)"
USERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:Accepted|Failed) \S+ for (?:invalid user )?([a-z_][\w-]*) from ",
        r"\bsession (?:opened|closed) for user ([a-z_][\w-]*)",
        r"\bsession \S+ of user ([a-z_][\w-]*)",
        r"\bby ([a-z_][\w-]*)\(uid=",
        r"(?:^|: ) *([a-z_][\w-]*) : (?:TTY|PWD)=",
    )
)
"""Each with the name of a user, as sshd, PAM, logind and sudo tell it."""

HOSTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:[A-Z][a-z]{{2}} [ \d]\d \d\d:\d\d:\d\d|\d{{4}}-\d\d-\d\dT\S+) {_NAME} [\w.@/+-]+(?:\[\d+\])?:",
        rf"\[ *\d+\.\d{{6}}\] {_NAME} [\w.@/+-]+(?:\[\d+\]|(?<=kernel)):",
        rf"Linux {_NAME} \d+\.\d+",
        rf".*[Hh]ost ?name(?: (?:changed )?(?:to|from \S+ to|is|set to))?\W{{1,4}}{_NAME}",
    )
)
"""Each with the name of a host, at the beginning of a line."""
