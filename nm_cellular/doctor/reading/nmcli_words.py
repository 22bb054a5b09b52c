"""The states of devices as nmcli says them in other languages (its own translations)."""

from __future__ import annotations

CONNECTED = (
    "verbunden",
    "conectado",
    "connecté",
    "collegato",
    "подключено",
    "połączono",
    "verbonden",
    "已连接",
    "接続済み",
    "připojeno",
    "ansluten",
)
DISCONNECTED = (
    "nicht verbunden",
    "getrennt",
    "desconectado",
    "déconnecté",
    "disconnesso",
    "отключено",
    "rozłączono",
    "niet verbonden",
    "已断开",
    "切断済み",
    "odpojeno",
    "frånkopplad",
)
UNMANAGED = (
    "nicht verwaltet",
    "sin gestión",
    "non-géré",
    "non gestito",
    "não gerenciável",
    "без управления",
    "niezarządzane",
    "onbeheerd",
    "未托管",
    "管理無し",
    "není pod správou",
    "ohanterad",
)
UNAVAILABLE = (
    "nicht verfügbar",
    "no disponible",
    "indisponible",
    "non disponibile",
    "não disponível",
    "недоступно",
    "niedostępne",
    "niet beschikbaar",
    "不可用",
    "利用不可",
    "nedostupné",
    "otillgänglig",
)

ENGLISH = {
    word: english
    for english, words in (
        ("connected", CONNECTED),
        ("disconnected", DISCONNECTED),
        ("unmanaged", UNMANAGED),
        ("unavailable", UNAVAILABLE),
    )
    for word in words
}
"""What nmcli says in English, by what it says there."""
