"""Recipes of each format: what they ask for, and what is wrong in them, in the forms in which people paste them."""

from __future__ import annotations

import pytest

from nm_cellular import recipes
from nm_cellular.profile import Secret
from nm_cellular.recipes import Found, writing


def one(text: str) -> Found:
    (found,) = recipes.find_all(text, "page.txt")
    return found


def values(text: str) -> dict[str, str]:
    recipe = one(text).recipe
    assert recipe is not None
    return {key: value.text for key, value in recipe.values.items()}


def mistakes(text: str) -> list[tuple[int, str]]:
    return [(mistake.line, mistake.check) for found in recipes.find_all(text) for mistake in found.mistakes]


SAMPLES = {
    "quectel-cm": ("$ sudo ./quectel-CM -4 -6 -s internet me secret 1 -p 1234 &\n",
                   {"apn": "internet", "username": "me", "password": "secret", "pin": "1234",
                    "ppp.refuse-chap": "yes"}),
    "qmi-reconnect": ("#!/bin/sh\nwhile true; do\nping -I wwan0 -c 1 8.8.8.8\nsudo ./quectel-CM -4 -6 -s m2m\n"
                      "sleep 5\ndone\n", {"apn": "m2m"}),
    "wvdial": ('[Dialer Defaults]\nModem = /dev/ttyUSB0\nInit1 = ATZ\nInit2 = AT+CGDCONT=1,"IPV4V6","web.de"\n'
               "Phone = *99***1#\nUsername = u\nPassword = p\nStupid Mode = 1\n",
               {"apn": "web.de", "username": "u", "password": "p"}),
    "sakis3g": ('sakis3g connect OTHER="CUSTOM_TTY" CUSTOM_TTY="/dev/ttyUSB0" APN="CUSTOM_APN" CUSTOM_APN="web" '
                'APN_USER="u" APN_PASS="p" SIM_PIN="1234"\n',
                {"apn": "web", "username": "u", "password": "p", "pin": "1234"}),
    "pppd": ("/dev/ttyUSB2\n115200\nconnect '/usr/sbin/chat -v -f /etc/chatscripts/gprs -T web'\nnoauth\nuser u\n"
             "password p\ndefaultroute\nusepeerdns\nmtu 1400\n",
             {"apn": "web", "username": "u", "password": "p", "mtu": "1400"}),
    "chat": ('ABORT "BUSY"\nABORT "NO CARRIER"\n"" AT\nOK AT+CGDCONT=1,"IPV4V6","web"\nOK ATD*99***1#\nCONNECT ""\n',
             {"apn": "web"}),
    "vintagenet": ('{"ppp0", %{\n  type: VintageNetMobile,\n  vintage_net_mobile: %{\n    modem: Some.Modem,\n'
                   '    service_providers: [%{apn: "one"}, %{apn: "two"}]\n  }\n}}\n', {"apn": "one, two"}),
    "netplan": ("network:\n  version: 2\n  modems:\n    cdc-wdm0:\n      apn: web\n      username: 'u'\n"
                '      password: "p #1" # theirs\n      dhcp4: true\n      dhcp6: true\n      dhcp4-overrides:\n'
                "        route-metric: 650\n      nameservers: {addresses: [1.1.1.1]}\n",
                {"apn": "web", "username": "u", "password": "p #1", "metric": "650"}),
    "uci": ("config interface 'wwan'\n\toption proto 'qmi'\n\toption device '/dev/cdc-wdm0'\n\toption apn 'web'\n"
            "\toption pincode '1234'\n\toption pdptype 'ipv4v6'\n\toption auth 'chap'\n\toption username 'u'\n"
            "\toption password 'it'\\''s'\n\toption metric '20'\n\toption allow_roaming '0'\n",
            {"apn": "web", "pin": "1234", "ppp.refuse-pap": "yes", "username": "u", "password": "it's", "metric": "20",
             "roaming": "no"}),
    "nmcli": ("# nmcli c add type gsm ifname '*' con-name home apn web user u gsm.password p gsm.home-only yes "
              "ipv4.route-metric 650 ipv6.ip6-privacy 2\n",
              {"apn": "web", "username": "u", "password": "p", "roaming": "no", "metric": "650",
               "ipv6.ip6-privacy": "2"}),
    "usb-modeswitch": ("sudo usb_modeswitch -v 0x12d1 -p 0x1f01 -V 12d1 -P 14dc -J -W\n",
                       {"ethernet": "12d1:14dc", "prefer": "ethernet", "ethernet-by": "HuaweiNewMode"}),
    "keyfile": ("[connection]\nid=home\ntype=gsm\n\n[gsm]\napn=web\nusername=u\npassword=p\nhome-only=true\n",
                {"apn": "web", "username": "u", "password": "p", "roaming": "no"}),
    "ofono": ("[context1]\nName=Internet\nAccessPointName=web\nUsername=u\nPassword=p\nType=internet\nProtocol=ip\n",
              {"apn": "web", "username": "u", "password": "p", "ipv6": "disabled"}),
    "uqmi": ("mmcli -m 0 --simple-connect='apn=web,user=u,password=p,ip-type=ipv4v6,allow-roaming=no'\n",
             {"apn": "web", "username": "u", "password": "p", "roaming": "no"}),
    "qmi-network": ("/etc/qmi-network.conf:\n\nAPN=web\nAPN_USER='u'\nAPN_PASS=p\nPROXY=yes\nIP_TYPE=4\n",
                    {"apn": "web", "username": "u", "password": "p", "ipv6": "disabled"}),
    "hologram": ("$ sudo hologram network connect\n", {"apn": "hologram", "roaming": "yes"}),
}  # fmt: skip
"""A format, a recipe of it, and what that asks for."""


@pytest.mark.parametrize("form", SAMPLES)
def test_a_recipe_of_each_format_is_recognised_and_read(form: str) -> None:
    text, expected = SAMPLES[form]
    found = one(text)
    assert found.form == form
    assert {key: value for key, value in values(text).items() if key != "dns"} == expected


def test_every_format_has_a_sample() -> None:
    assert set(recipes.FORMATS) == {*SAMPLES, "by-hand"}


@pytest.mark.parametrize("form", SAMPLES)
@pytest.mark.parametrize("change", ["quoted", "windows", "no-break spaces", "in prose", "fenced"])
def test_what_forums_and_mail_do_to_a_text_changes_nothing(form: str, change: str) -> None:
    text, _ = SAMPLES[form]
    changed = {
        "quoted": "".join(f"> {line}\n" for line in text.splitlines()),
        "windows": text.replace("\n", "\r\n"),
        "no-break spaces": text.replace(" = ", "\u00a0= ").replace(" -", "\u00a0-"),
        "in prose": f"Hello,\n\nthis is what I have:\n\n{text}\n\nThanks!\n",
        "fenced": f"```bash\n{text}```\n",
    }[change]
    assert [found.form for found in recipes.find_all(changed)] == [form]
    assert values(changed) == values(text)


def test_values_have_the_lines_where_they_stand() -> None:
    recipe = one("Hello\n\n" + SAMPLES["wvdial"][0]).recipe
    assert recipe is not None
    assert {key: value.line for key, value in recipe.values.items()} == {"apn": 6, "username": 8, "password": 9}


@pytest.mark.parametrize("form", [form for form, (_, expected) in SAMPLES.items() if "password" in expected])
def test_secrets_are_never_shown_by_accident(form: str) -> None:
    found = one(SAMPLES[form][0])
    assert found.recipe is not None
    assert isinstance(found.recipe.values["password"].content, Secret)


def test_a_sentence_that_names_a_program_is_no_recipe() -> None:
    text = "First build quectel-CM, then read about chat and pppd; usb_modeswitch and nmcli are in Debian.\n"
    assert recipes.find_all(text) == ()


def test_words_of_a_sentence_behind_a_command_are_no_login() -> None:
    text = "when I execute quectel-CM -s web it fails and exits\n"
    assert values(text) == {"apn": "web"}


def test_output_pasted_behind_a_command_is_not_read_as_its_arguments() -> None:
    assert values("pi@host:~ $ sudo ./quectel-CM -s web [06-13_20:35:36:701] Quectel_V1.6\n") == {"apn": "web"}


def test_a_long_command_goes_on_in_the_next_line() -> None:
    assert values("sudo quectel-CM -4 -6 \\\n  -s web\n") == {"apn": "web"}
    wrapped = "usb_modeswitch -v 12d1 -p 14fe -V 12d1\n-P 1506 -J\n"
    assert values(wrapped) == {"modem": "12d1:1506", "modem-by": "HuaweiNewMode"}


def test_dashes_of_a_word_processor_are_options() -> None:
    assert values("quectel-CM –4 –6 –s web\n") == {"apn": "web"}


def test_a_peer_and_the_chat_script_that_it_calls_are_one_recipe() -> None:
    peer = (
        "cat << EOF > /etc/ppp/peers/home\nnoauth\nusepeerdns\ndefaultroute\n"
        "connect '/usr/sbin/chat -f /etc/ppp/dial'\nEOF\n"
    )
    script = 'cat << EOF > /etc/ppp/dial\nABORT BUSY\n"" AT\nOK AT+CGDCONT=1,"IPV4V6","web"\nOK ATD*99#\nEOF\n'
    found = one(peer + script)
    assert (found.form, found.first, found.mistakes) == ("pppd", 2, ())
    assert values(peer + script) == {"apn": "web"}


def test_a_dialer_without_an_apn_belongs_to_those_that_have_one() -> None:
    text = (
        "[Dialer Defaults]\nModem = /dev/ttyUSB0\nPhone = *99#\n\n[Dialer pin]\nInit1 = AT+CPIN=1234\n\n"
        '[Dialer a]\nInit2 = AT+CGDCONT=1,"IPV4V6","a.net"\n[Dialer b]\nInit2 = AT+CGDCONT=1,"IPV4V6","b.net"\n'
    )
    found = [each.recipe for each in recipes.find_all(text)]
    assert [(each.name, each.text("apn"), each.text("pin")) for each in found if each] == [
        ("a", "a.net", "1234"),
        ("b", "b.net", "1234"),
    ]


def test_the_one_family_that_is_asked_for_is_kept() -> None:
    assert values("quectel-CM -6 -s web\n") == {"apn": "web", "ipv4": "disabled"}
    assert values("quectel-CM -4 -s web\n") == {"apn": "web", "ipv6": "disabled"}


def test_what_a_script_has_in_a_variable_is_said_and_not_taken_for_its_name() -> None:
    found = one('sakis3g connect APN="CUSTOM_APN" CUSTOM_APN="$APN" APN_USER="${NAME}"\n')
    assert (found.recipe, found.mistakes) == (None, ())
    assert [lost.message.partition(":")[0] for lost in found.lost] == ["apn", "username"]


@pytest.mark.parametrize("apn", ["<YOUR APN>", "YOUR_APN_HERE", "your-APN", "DEIN_APN", "apn.provider.com", "你的APN"])
def test_what_manuals_write_for_an_apn_is_none(apn: str) -> None:
    found = one(f"config interface 'wwan'\n\toption proto 'qmi'\n\toption apn '{apn}'\n")
    assert found.recipe is None
    assert [mistake.check for mistake in found.mistakes] == ["apn-missing"]


@pytest.mark.parametrize("apn", ["ltedata.apn", "apn.konyv.hu", "internet", "m2m-net.sa.t-mobile", "3gnet", "hologram"])
def test_what_operators_have_for_an_apn_is_one(apn: str) -> None:
    assert values(f"quectel-CM -4 -6 -s {apn}\n") == {"apn": apn}


def test_a_here_document_may_name_its_file_first() -> None:
    begin, lines = "sudo tee /etc/ppp/dial > /dev/null << 'EOF'\n", SAMPLES["chat"][0]
    script = f"{begin}{lines}EOF\n"
    assert [found.path for found in recipes.find_all(script)] == ["/etc/ppp/dial"]


MISTAKES = {
    "a number of CDMA": ('ABORT BUSY\n"" AT\nOK ATDT#777\nCONNECT ""\n', (3, "dial-number")),
    "a call without an APN": ('ABORT BUSY\n"" AT\nOK ATDT*99***1#\nCONNECT ""\n', (3, "apn-missing")),
    "a number without its asterisks": ("[Dialer a]\nInit1 = AT+CGDCONT=1,\"IPV4V6\",\"w\"\nPhone = 99**1#\n",
                                       (3, "dial-number")),
    "an empty APN in a script": ('ABORT BUSY\n"" AT\nOK AT+CGDCONT=1,"IPV4V6",""\n', (3, "apn-missing")),
    "an APN of a manual": ("quectel-CM -4 -6 -s your.apn\n", (1, "apn-missing")),
    "an answer that no modem gives": ('ABORT "NO CARRTER"\nABORT BUSY\n"" AT\n', (1, "dial-script")),
    "no space behind the quotes": ('ABORT BUSY\nABORT ERROR\n""AT\nOK ATZ\n', (3, "dial-script")),
    "a quote that is sent": ('ABORT BUSY\nABORT ERROR\n""+++ATH"\n', (3, "dial-script")),
    "a quote that is not closed": ('ABORT BUSY\nABORT ERROR\n"" AT\nOK "ATZ\n', (4, "dial-script")),
    "a here-document that does not end": ("cat << EOF\nnoauth\nusepeerdns\ndefaultroute\nEOF | sudo tee /etc/ppp/x\n",
                                          (5, "dial-script")),
    "a route to oneself": ("local IP address 10.1.2.3\nip route add default via 10.1.2.3\n", (2, "route-metric")),
    "a resolv.conf that grows": ('echo "nameserver 1.1.1.1" | sudo tee -a /etc/resolv.conf\n', (1, "dns")),
    "no name for none": ('sakis3g connect APN="web" APN_USER="0"\n', (1, "apn-auth")),
    "IPv4 only": ("quectel-CM -s web\n", (1, "ip-type")),
    "no APN at all": ("$ sudo ./quectel-CM -4 -6\n", (1, "apn-missing")),
    "a ping a second": ("while true; do\nping -c 1 8.8.8.8\nquectel-CM -4 -6 -s web\nsleep 1\ndone\n",
                        (2, "dial-script")),
    "a login that is to be filled in": ("noauth\nuser\nlock\nusepeerdns\ndefaultroute\n", (2, "dial-script")),
    "a message in curly quotes": ("usb_modeswitch -v 12d1 -p 14fe -M “" + "5553424312345678" + "0" * 46 + "”\n",
                                  (1, "wrong-switch-message")),
    "a message that lost a digit": ("usb_modeswitch -v 12d1 -p 14fe -M 5553424312345678" + "0" * 45 + "\n",
                                    (1, "wrong-switch-message")),
    "no message": ("usb_modeswitch -v 12d1 -p 14fe -V 12d1 -P 1506\n", (1, "wrong-switch-message")),
    "two APNs": ("quectel-CM -4 -6 -s ltedata.apn\n\nquectel-CM -4 -6 -s ltemobile.apn\n", (3, "apn-wrong")),
    "a peer that must prove who it is": ("usepeerdns\ndefaultroute\nlock\nmodem\n", (1, "dial-script")),
    "a modem of netplan's without IPv4": ("modems:\n  cdc-wdm0:\n    apn: web\n    dhcp6: true\n", (2, "ip-type")),
    "a secret that nobody is there to give": ("[connection]\ntype=gsm\n[gsm]\napn=web\npassword-flags=1\n",
                                              (5, "keyfile-invalid")),
}  # fmt: skip
"""What is wrong, a text, and the line and the check of the only mistake in it."""


@pytest.mark.parametrize("wrong", MISTAKES)
def test_a_mistake_is_named_with_its_line(wrong: str) -> None:
    text, expected = MISTAKES[wrong]
    assert mistakes(text) == [expected]


@pytest.mark.parametrize("form", [form for form in SAMPLES if form != "qmi-reconnect"])
def test_a_sound_recipe_has_no_mistake(form: str) -> None:
    assert mistakes(SAMPLES[form][0]) == []


IN_VARIABLES = {
    "a chat script": (
        """CHAT="ABORT 'BUSY' '' AT OK 'AT+CGDCONT=1,\\"IP\\",\\"web.de\\"' OK ATDT*99# CONNECT ''"\n"""
        'pppd /dev/ttyUSB0 noauth defaultroute usepeerdns connect "chat -v $CHAT"\n',
        {"apn": "web.de"},
    ),
    "a connect option, escaped twice": (
        r"""CONNECT="'chat -v ABORT \"BUSY\" \"\" ATZ OK AT+CGDCONT=1,\\\"IP\\\",\\\"web.de\\\" OK ATDT*99# CONNECT'"
"""
        "/usr/sbin/pppd connect $CONNECT /dev/ttyUSB0 noauth defaultroute usepeerdns\n",
        {"apn": "web.de"},
    ),
    "one in another": (
        'export APN=web.de\nARGS="-4 -6 -s $APN me secret 2"\n./quectel-CM $ARGS\n',
        {"apn": "web.de", "username": "me", "password": "secret", "ppp.refuse-pap": "yes"},
    ),
    "set twice": ("APN=web.de\nquectel-CM -4 -6 -s ${APN}\nAPN=other\n", {"apn": "web.de"}),
    "not in single quotes": ("APN=web.de\nquectel-CM -4 -6 -p 1234 -s '$APN'\n", {"pin": "1234"}),
    "of the script's arguments, and without them": (
        'APN=web.de\nif [ $# -ge 1 ]; then\n\tAPN=$1\nfi\nPIN="${2}"\nquectel-CM -4 -6 -s "$APN" -p $PIN\n',
        {"apn": "web.de"},
    ),
    "of an unknown value": ("quectel-CM -4 -6 -p 1234 -s $APN\nAPN=web.de\n", {"pin": "1234"}),
}


@pytest.mark.parametrize("name", IN_VARIABLES)
def test_a_variable_holds_what_stands_above(name: str) -> None:
    text, expected = IN_VARIABLES[name]
    assert values(text) == expected


def test_a_script_with_a_variable_apn_is_no_sakis3g_conf() -> None:
    assert recipes.find_all("APN=web.de\nDEVICE=/dev/ttyUSB0\n") == ()


def test_what_cannot_work_weighs_more_than_what_a_forum_may_have_done() -> None:
    text = "ABORT BUSY\nABORT 'NO CARRTER'\n\"\" AT\nOK ATDT#777\nCONNECT “”\n"
    found = {each.message.split(":")[0]: each.is_fatal for one in recipes.find_all(text) for each in one.mistakes}
    assert found == {"no modem says `NO CARRTER`": True, "ATDT#777": True,
                     "the quotes are curly ones; chat takes them for a part of the word": False}  # fmt: skip


def becomes(text: str) -> list[str]:
    """The sections of the cellular.conf, each without the comments that say where it is from."""
    written = writing.write([("page.txt", found) for found in recipes.find_all(text)])
    return [section.text().split("\n", len(section.sources))[-1] for section in written.sections]


OTHER_FORMS = {
    "what nmcli adds and then modifies": (
        "nmcli c add type gsm con-name home apn web\nls\nnmcli c modify home gsm.pin 1234 ipv4.route-metric 50\n",
        ["[home]\napn = web\npin = 1234\nmetric = 50\n"],
    ),
    "what nmcli adds twice": (
        "nmcli c add type gsm con-name a apn one\nnmcli c add type gsm con-name b apn two\n",
        ["[a]\napn = one\n", "[b]\napn = two\n"],
    ),
    "netplan in one line": (
        'modems:\n  wwan0: {dhcp4: true, dhcp6: yes, apn: web, password: "a,b}", dhcp4-overrides: {route-metric: 5}}\n',
        ["[web]\napn = web\npassword = a,b}\nmetric = 5\n"],
    ),
    "two interfaces of VintageNet": (
        'config: [\n {"ppp0", %{type: VintageNetMobile, vintage_net_mobile: %{service_providers: [%{apn: "one"}]}}},\n'
        ' {"wwan0", %{type: VintageNetQMI, vintage_net_qmi: %{service_providers: [%{apn: "two"}]}}}\n]\n',
        ["[one]\napn = one\n", "[two]\napn = two\n"],
    ),
    "a stick that becomes one of several cards": (
        'DefaultVendor=0x12d1\nDefaultProduct=0x1f01\nTargetVendor=0x12d1\nTargetProductList="14db,14dc"\n'
        "HuaweiNewMode=1\n",
        ["[modeswitch 12d1:1f01]\nethernet = 12d1:14db 12d1:14dc\nprefer = ethernet\nethernet-by = HuaweiNewMode\n"],
    ),
    "wvdial with an option that few know": (
        '[Dialer a]\nInit1 = AT+CFUN=1;+CGDCONT=1,"IP","web"\nArea Code =\nPhone = *99#\nUsername = u\nPassword = p\n',
        ["[a]\napn = web\nusername = u\npassword = p\n"],
    ),
    "umbim": (
        "umbim -n -d /dev/cdc-wdm0 connect ipv4v6:web chap u p\n",
        ["[web]\napn = web\nusername = u\npassword = p\nppp.refuse-pap = yes\n"],
    ),
    "mbimcli, and the PIN that is given before": (
        "mbimcli -p --enter-pin=1234\nmbimcli -p --connect='access-string=web,auth=pap,username=u,password=p'\n",
        ["[web]\napn = web\nusername = u\npassword = p\npin = 1234\nppp.refuse-chap = yes\n"],
    ),
    "qmicli without names": (
        "qmicli -d /dev/cdc-wdm0 --wds-start-network=web,PAP,u,p\n",
        ["[web]\napn = web\nusername = u\npassword = p\nppp.refuse-chap = yes\n"],
    ),
}


@pytest.mark.parametrize("name", OTHER_FORMS)
def test_what_a_recipe_becomes(name: str) -> None:
    text, expected = OTHER_FORMS[name]
    assert becomes(text) == expected


NO_DRIVE = "Error: can't use storage command in MessageContent; interface class is 2, expected 8. Abort\n"


def test_a_stick_that_usb_modeswitch_calls_no_drive_is_not_switched() -> None:
    command = "usb_modeswitch -W -v 12d1 -p 155e -V 12d1 -P 1506 -J\n"
    assert becomes(command) == ["[modeswitch 12d1:155e]\nmodem = 12d1:1506\nmodem-by = HuaweiNewMode\n"]
    assert becomes(f"{command}  found USB ID 12d1:155e\n   vendor ID matched\n{NO_DRIVE}") == []
    assert mistakes(f"{command}  found USB ID 12d1:155e\n{NO_DRIVE}") == [(3, "already-switched")]
    assert len(becomes(f"{command}\nAnd of another stick:\n  found USB ID 12d1:14fe\n{NO_DRIVE}")) == 1


def test_a_login_that_debian_ships_is_none() -> None:
    (found,) = recipes.find_all('user "myusername@realm"\nnoauth\ndefaultroute\nusepeerdns\n')
    assert found.recipe is None
    assert "is a placeholder and no login" in found.lost[0].message


def test_blanks_that_stand_for_no_login_are_none() -> None:
    assert values("sakis3g connect APN=web APN_USER=' ' APN_PASS=' '") == {"apn": "web"}


def test_a_keyfile_that_networkmanager_refuses_gives_what_is_right_in_it() -> None:
    text = "[connection]\nid=home\ntype=gsm\nuuid=none\n[gsm]\napn=“web”\npin=x\n[ipv4]\nmethod=Auto\n"
    assert values(text) == {"apn": "web"}
    assert {line for line, _ in mistakes(text)} == {4, 6, 7, 9}
