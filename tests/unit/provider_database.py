"""A provider database with the networks of the users whose threads we started from, laid out as the package's."""

from __future__ import annotations

from pathlib import Path

from nm_cellular.apns.providers import DATABASE

EXCERPT = """\
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE serviceproviders SYSTEM "serviceproviders.2.dtd">
<serviceproviders format="2.0">
<country code="gb">
  <provider>
    <name>O2</name>
    <gsm>
      <network-id mcc="234" mnc="02"/>
      <network-id mcc="234" mnc="10"/>
      <apn value="wap.o2.co.uk"><plan type="postpaid"/><usage type="wap"/></apn>
      <apn value="mobile.o2.co.uk">
        <plan type="postpaid"/><usage type="internet"/><name>Mobile Web</name>
        <username>o2web</username><password>password</password><authentication method="chap"/>
      </apn>
      <apn value="payandgo.o2.co.uk"><plan type="prepaid"/><plan type="postpaid"/><usage type="internet"/></apn>
    </gsm>
  </provider>
  <provider>
    <name>giffgaff</name>
    <gsm>
      <network-id mcc="234" mnc="10"/>
      <apn value="giffgaff.com">
        <plan type="prepaid"/><usage type="internet"/><username>giffgaff</username><password>password</password>
      </apn>
    </gsm>
  </provider>
</country>
<country code="ca">
  <provider primary="true">
    <name>Rogers</name>
    <gsm>
      <network-id mcc="302" mnc="720"/>
      <apn value="internet.com"><usage type="internet"/><username>wapuser1</username><password>wap</password></apn>
      <apn value="ltemobile.apn"><plan type="postpaid"/><usage type="internet"/></apn>
      <apn value="media.com"><usage type="mms"/></apn>
    </gsm>
  </provider>
</country>
<country code="cl">
  <provider>
    <name>GTD Movil</name>
    <gsm><network-id mcc="730" mnc="07"/><apn value="web.gtdmovil.cl"><usage type="internet"/></apn></gsm>
  </provider>
  <provider>
    <name>Virgin Mobile</name><name xml:lang="x">Virgen</name>
    <gsm><network-id mcc="730" mnc="07"/><apn value="imovil.virginmobile.cl"><usage type="internet"/></apn></gsm>
    <cdma><name>not this</name><username>nor this</username></cdma>
  </provider>
</country>
<country code="it">
  <provider>
    <name>Wind</name>
    <gsm>
      <network-id mcc="222" mnc="88"/>
      <apn value="mms.wind"><usage type="mms"/></apn>
      <apn value="internet.wind"><usage type="internet"/><username>Wind</username><password>Wind</password></apn>
    </gsm>
  </provider>
</country>
<country code="cn">
  <provider>
    <name>China Unicom</name>
    <gsm>
      <network-id mcc="460" mnc="01"/>
      <apn value="3gnet"><usage type="internet"/><username>uninet</username></apn>
      <apn value="3gwap"><usage type="mms"/></apn>
    </gsm>
  </provider>
</country>
<country code="ar">
  <provider>
    <name>Personal</name>
    <gsm><network-id mcc="722" mnc="34"/><apn value="two.digits"/></gsm>
  </provider>
  <provider>
    <name>Personal &amp; more</name>
    <gsm><network-id mcc="722" mnc="341"/><apn value="three.digits"/><apn value="http://172.18.83.129"/></gsm>
  </provider>
</country>
</serviceproviders>
"""


def install(root: Path, text: str = EXCERPT) -> Path:
    """Puts the text where the package's database is below root; returns its path."""
    path = root / DATABASE.removeprefix("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path
