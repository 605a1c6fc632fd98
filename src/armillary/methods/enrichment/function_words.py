"""The small words of a language: they carry no subject, but they give a language away.

Written from the grammar of each language (articles, prepositions, conjunctions, pronouns, forms of
to be and to have), not counted in any corpus.
"""

from typing import Final

_WORDS: Final = {
    "en": "a an the this that these those of in on at by for from to with without into onto about "
    "over under between through during before after above below and or but nor so yet if then than "
    "as is are was were be been being am do does did has have had having can could will would shall "
    "should may might must not no it its he him his she her they them their theirs we us our ours "
    "you your yours i me my mine who whom whose which what when where why how each every all any "
    "both some such own other more most very also only just there here up down out off s",
    "es": "el la los las un una unos unas lo al del de en con sin por para según sobre entre hacia "
    "desde hasta durante mediante ante bajo contra y e o u ni pero sino que si como cuando donde "
    "porque aunque es son era eran fue ser sea está están estar hay ha han haber muy más menos no se "
    "su sus mi mis tu tus nuestro nuestra nuestros nuestras me te le les nos este esta estos estas "
    "ese esa esos esas aquel aquella esto eso qué cómo cuál cuáles quién cada todo toda todos todas "
    "otro otra otros otras también ya a",
    "fr": "le la les l un une des du de d au aux à en dans sur sous avec sans par pour chez vers entre "
    "depuis pendant avant après contre selon et ou où ni mais donc or car que qu si comme quand "
    "lorsque parce est sont était étaient être sera soit a ont avait avoir ne n pas plus moins très "
    "se s son sa ses leur leurs mon ma mes ton ta tes notre nos votre vos il elle ils elles on nous "
    "vous je j tu me m te t lui y ce cet cette ces c cela ceci qui quoi dont quel quelle quels "
    "quelles chaque tout toute tous toutes autre autres aussi",
    "ru": "и в во не на с со к ко по о об обо у из за от до для без при про над под через между перед "
    "около после или но а да же ли бы то если что чтобы как так когда где который которая которое "
    "которые которых это этот эта эти этого этой этих тот та те того той тех он она оно они его её "
    "ее их им ей ему мы нас нам вы вас вам я меня мне ты тебя свой своя свои своих своего наш ваш "
    "весь вся всё все всех быть был была было были есть будет также ещё еще уже только очень более",
    "ar": "في من إلى على عن مع بين حتى منذ خلال عند لدى بعد قبل تحت فوق حول ضد دون بدون غير و أو ثم "
    "لكن بل أن إن كان كانت يكون تكون هو هي هم هن هذا هذه هؤلاء ذلك تلك التي الذي الذين ما ماذا كيف "
    "متى أين لماذا هل لا لم لن قد كل بعض أي أيضا كما إذا لأن عليه عليها فيه فيها به بها له لها منه "
    "منها إليه إليها التى",
    "zh": "的 地 得 和 与 及 或 在 是 了 对 从 到 用 把 被 为 以 中 等 之 其 这 那 也 都 就 而 但 并 让 使 "
    "我 你 他 她 它 们 我们 你们 他们 一个 如何 怎样 什么 以及 关于 通过 可以",
    "pt": "o a os as um uma uns umas ao aos à às do da dos das de no na nos nas em num numa com sem por "
    "pelo pela pelos pelas para segundo sobre entre até desde durante e ou nem mas que se como quando "
    "onde porque é são era eram foi ser seja está estão há não mais menos muito seu sua seus suas meu "
    "minha nosso nossa este esta estes estas esse essa isto isso qual quais quem cada todo toda todos "
    "todas outro outra também você",
    "de": "der die das den dem des ein eine einen einem einer eines und oder aber denn sondern wenn ob "
    "dass als wie von vom zu zum zur in im ins an am auf aus bei mit nach seit für durch gegen ohne "
    "um über unter vor zwischen ist sind war waren sein wird werden hat haben kann können nicht kein "
    "keine es er sie wir ihr ich du mich dich sich mein dein unser euer was wer wo wann warum welche "
    "welcher dieser diese dieses jeder alle auch nur noch sehr mehr",
    "it": "il lo la i gli le l un uno una di del dello della dei degli delle d a al allo alla ai agli "
    "alle da dal dalla in nel nello nella nei negli nelle con col su sul sulla per tra fra e ed o ma "
    "se che chi come quando dove perché è sono era erano essere ha hanno non più meno molto si suo "
    "sua suoi sue mio mia nostro nostra questo questa questi queste quello quella quale quali ogni "
    "tutto tutti tutte altro altra anche",
}
FUNCTION_WORDS: Final[dict[str, frozenset[str]]] = {
    language: frozenset(words.split()) for language, words in _WORDS.items()
}
