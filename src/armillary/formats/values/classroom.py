"""Answer our keys for what a classroom needs: internet, device, laboratory, materials, care, groups."""

from collections.abc import Callable
from typing import Final

from armillary.formats.values.folding import fold_term, folded_table
from armillary.formats.values.memory import of_names

# What a resource asks of a classroom, one vocabulary each; only of groups there may be several.
CONSTRAINTS: Final[dict[str, dict[str, str]]] = {
    "internet": {
        "offline": "works without internet|works offline|no internet needed|no internet|"
        "fonctionne sans internet|hors ligne|sans connexion|funciona sin internet|"
        "sin conexión|sin internet|работает без интернета|офлайн|без интернета|无需联网|离线|离线可用|"
        "يعمل بلا إنترنت|دون اتصال|لا يحتاج إلى الإنترنت",
        "partly-offline": "partly works without internet|partially offline|"
        "fonctionne en partie sans internet|partiellement hors ligne|"
        "funciona en parte sin internet|parcialmente sin conexión|"
        "частично работает без интернета|частично офлайн|部分内容无需联网|部分离线|يعمل جزئيا بلا إنترنت|"
        "جزئيا دون اتصال",
        "online": "needs the internet|internet needed|internet required|nécessite internet|"
        "en ligne|necesita internet|en línea|нужен интернет|онлайн|需要联网|在线|يحتاج إلى الإنترنت|"
        "متصل بالإنترنت",
    },
    "device": {
        "no-device": "needs no device|unplugged|none|sans appareil|débranché|aucun appareil|"
        "no necesita dispositivos|sin dispositivos|устройства не нужны|без устройств|无需设备|不插电|"
        "لا يحتاج إلى جهاز|بلا أجهزة",
        "phone": "a phone is enough|smartphone|mobile phone|phone only|un téléphone suffit|"
        "téléphone|basta un teléfono|teléfono|móvil|celular|достаточно телефона|телефон|"
        "смартфон|有手机即可|手机|يكفي هاتف|هاتف|هاتف ذكي",
        "computer": "needs a computer or a tablet|laptop|tablet|"
        "nécessite un ordinateur ou une tablette|ordinateur|"
        "necesita un ordenador o una tableta|ordenador|computadora|"
        "нужен компьютер или планшет|компьютер|需要电脑或平板|电脑|计算机|يحتاج إلى حاسوب أو جهاز لوحي|"
        "حاسوب",
    },
    "laboratory": {
        "no-laboratory": "needs no laboratory|no lab|none|sans laboratoire|aucun laboratoire|"
        "no necesita laboratorio|sin laboratorio|лаборатория не нужна|без лаборатории|无需实验室|"
        "不需要实验室|لا يحتاج إلى مختبر|بلا مختبر",
        "simple-equipment": "simple equipment is enough|household items|everyday equipment|"
        "un matériel simple suffit|matériel simple|basta material sencillo|material sencillo|"
        "достаточно простых приборов|простые приборы|简单器材即可|简单器材|تكفي أدوات بسيطة|أدوات بسيطة",
        "laboratory": "needs a laboratory|lab|nécessite un laboratoire|laboratoire|"
        "necesita un laboratorio|laboratorio|нужна лаборатория|лаборатория|需要实验室|须在实验室|"
        "يحتاج إلى مختبر|مختبر",
    },
    "consumables": {
        "no-cost": "nothing to buy|no consumables|none|rien à acheter|sans frais|"
        "no hay que comprar nada|sin coste|sin costo|ничего не нужно покупать|без затрат|"
        "无需购买材料|零成本|لا شيء يشترى|بلا تكلفة",
        "low-cost": "cheap materials|inexpensive|low|fournitures bon marché|faible coût|"
        "materiales baratos|bajo coste|bajo costo|недорогие материалы|низкие затраты|材料便宜|低成本|"
        "مواد رخيصة|تكلفة منخفضة",
        "high-cost": "costly materials|expensive|high|fournitures coûteuses|coût élevé|"
        "materiales caros|coste alto|costo alto|дорогие материалы|высокие затраты|材料昂贵|高成本|"
        "مواد مكلفة|تكلفة مرتفعة",
    },
    "safety": {
        "no-hazard": "no particular hazard|safe|no hazards|aucun risque particulier|"
        "sans risque|sans danger|sin riesgos particulares|sin riesgo|seguro|"
        "особых опасностей нет|безопасно|无特别危险|安全|لا خطر خاصا|آمن",
        "care": "needs care|with care|demande de la prudence|prudence|requiere cuidado|"
        "con cuidado|нужна осторожность|осторожно|需要小心|小心操作|يتطلب الحذر|بحذر",
        "supervision": "only under trained supervision|trained supervision|supervised|"
        "uniquement sous surveillance qualifiée|surveillance|solo con supervisión cualificada|"
        "supervisión|только под наблюдением специалиста|под наблюдением|须有专业人员监督|需监督|"
        "تحت إشراف مختص فقط|إشراف مختص",
    },
    "groups": {
        "alone": "alone|individually|one learner|seul|individuellement|individuel|"
        "individualmente|individual|по одному|индивидуально|单人|个人|فردي|بمفرده",
        "pairs": "in pairs|pair work|pair|en binôme|binômes|à deux|en parejas|parejas|в парах|"
        "парами|双人|两人一组|ثنائي|في أزواج",
        "small-groups": "in small groups|group work|small group|en petits groupes|"
        "petits groupes|en grupos pequeños|grupos pequeños|в малых группах|малые группы|小组|分组|"
        "في مجموعات صغيرة|مجموعات صغيرة",
        "whole-class": "with the whole class|class|avec toute la classe|classe entière|"
        "con toda la clase|toda la clase|со всем классом|весь класс|全班|全班一起|مع الصف كله|"
        "الصف كله",
    },
}
SEVERAL: Final = frozenset({"groups"})

Reader = Callable[[str], str | None]


def _reader(table: dict[str, str]) -> Reader:
    names = folded_table(table)

    @of_names
    def read(text: str) -> str | None:
        return names.get(fold_term(text))

    return read


# READERS["internet"]("Works offline") == "offline"; None for what no name of a key is.
READERS: Final[dict[str, Reader]] = {name: _reader(table) for name, table in CONSTRAINTS.items()}
