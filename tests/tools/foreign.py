"""Clean text that is not modern Chinese, or looks strange and is right: what no repair may touch.

Sentences written for this project, by kind; `variants` makes many of them by putting clauses together anew.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

SENTENCES: dict[str, str] = {
    "japanese": """
        昨日の夜、友達と一緒に駅前の小さな店でラーメンを食べました。とても美味しかったです。
        図書館は午前九時から午後八時まで開いていますが、月曜日は休館日です。
        新しい商品の詳細については、お問い合わせフォームからご連絡ください。
        この地域では、毎年秋になると紅葉を見に多くの観光客が訪れる。
        ファイルを開けませんでした。アクセス権を確認してから、もう一度お試しください。
        カメラとレンズは別売りです。ﾊﾞｯﾃﾘｰ残量が少なくなっています。
        経済成長率は前年比で２．３％増加し、失業率は過去最低を記録した。
        彼女は微笑みながら「ありがとう」と言って、静かに部屋を出て行った。
        東京都千代田区の会議場で、国際シンポジウムが開催される予定だ。
        サーバーとの接続が切れました。ネットワークの設定を見直してください。""",
    "korean": """
        어제 저녁에 친구와 함께 시장에 가서 과일과 채소를 샀습니다.
        도서관은 오전 아홉 시부터 오후 여덟 시까지 열려 있습니다, 월요일은 쉽니다.
        서울특별시 종로구에서 열린 국제 학술회의에 많은 학자들이 참석하였다.
        파일을 열 수 없습니다. 접근 권한을 확인하고 다시 시도하십시오.
        그는 조용히 웃으며 고맙다고 말하고 방을 나갔다.
        올해 경제 성장률은 작년보다 조금 높아질 것으로 보인다.
        비밀번호가 올바르지 않거나 계정이 잠겨 있습니다.
        할머니께서는 해마다 김치를 담가 이웃과 나누어 드신다.
        大韓民國의 헌법은 國民의 권리를 보장한다.
        훨씬 넓은 들판에 꽃이 활짝 피었고, 새들이 지저귀었다.""",
    "french": """
        L'été dernier, nous avons visité une église du XIIIᵉ siècle près de la forêt.
        Où êtes-vous né ? Je suis né à Orléans, mais j'ai grandi à l'étranger.
        Le garçon a mangé un gâteau à la crème, puis il a bu un café très sucré.
        « C'est déjà trop tard », répondit-elle d'une voix étouffée.
        La bibliothèque est fermée le lundi ; les étudiants préfèrent y aller le samedi.
        Un cœur fidèle, une œuvre inachevée, des mœurs étranges…
        Impossible d'ouvrir le fichier : accès refusé par le système.
        Le maïs, la ciguë et le canoë : voilà trois mots à tréma.
        ÉGALITÉ, LIBERTÉ, FRATERNITÉ : À NOS ÉLÈVES""",
    "german": """
        Die Straße führt über eine schöne Brücke zum größten Park der Stadt.
        Können Sie mir bitte sagen, wo sich die nächste Bushaltestelle befindet?
        Für Änderungen und Irrtümer übernehmen wir keine Gewähr.
        Der Bäcker öffnet früh um fünf, und die Brötchen sind noch warm.
        „Wir müssen los“, sagte er und schloss die Tür.
        ÖFFNUNGSZEITEN: täglich außer Montag, 10–18 Uhr
        Maße in Zoll, Gewicht in Pfund – Übergröße möglich.""",
    "spanish": """
        ¿Dónde está la estación? ¡Qué día tan bonito hace en España!
        El niño soñó que una cigüeña volaba sobre la montaña.
        Según el informe, la inflación bajó un 2,5 % en el último año.
        A informação não está disponível; tente novamente amanhã.
        O avião para São Paulo saiu às três da manhã, você não sabia?""",
    "vietnamese": """
        Hôm qua tôi cùng bạn đi chợ mua trái cây và rau xanh.
        Thư viện mở cửa từ chín giờ sáng đến tám giờ tối, trừ thứ hai.
        Chính phủ vừa công bố kế hoạch phát triển kinh tế vùng đồng bằng sông Cửu Long.
        Không thể mở tệp này, vui lòng kiểm tra quyền truy cập rồi thử lại.
        Bà nội kể chuyện cổ tích cho các cháu nghe mỗi buổi tối.
        Thủ đô Hà Nội đẹp nhất vào mùa thu, trời xanh và gió mát.
        Ông ấy nói: “Cảm ơn”, rồi lặng lẽ bước ra khỏi phòng.""",
    "russian": """
        Вчера вечером мы с друзьями ходили на рынок и купили свежих овощей.
        Библиотека открыта с девяти утра до восьми вечера, кроме понедельника.
        Не удалось открыть файл: отказано в доступе. Попробуйте ещё раз.
        «Спасибо», — тихо сказала она и вышла из комнаты.
        МОСКВА, 12 мая. Правительство утвердило план развития региона.
        Українська мова: їжак їсть яблуко, ґава сидить на ґанку.
        В 2019 году рост экономики составил 1,3 %, а безработица снизилась.
        Съешь ещё этих мягких французских булок, да выпей чаю.""",
    "english": """
        The naïve café owner’s résumé was “impressive”, to say the least.
        It’s 25 °C today — about 77 °F; tomorrow won’t be any cooler…
        Copyright © 2008–2019 Example™ Inc. All rights reserved®.
        He paid £20 (≈ €23) for the book; that’s ½ of the usual price.
        The façade of the hotel, which was built in 1893, is being restored.
        Don’t panic: the file wasn’t deleted, it’s only hidden.
        Angles are given in degrees (±0.5°), lengths in µm or Å.""",
    "code": """
        if (a && b || !c) { return x >>= 2; } // ok?
        for i, c in enumerate(s): out[c] = out.get(c, 0) + (i % 3 ? 1 : -1)
        printf("%5.2f%%\\n", 100.0 * n / total);
        SELECT name, count(*) FROM users WHERE id IN (?, ?, ?) AND note LIKE '%a%';
        re.sub(r"[\\u4e00-\\u9fa5]+|\\xa0", "", text)
        s = "\\u4e2d\\u6587"; b = b"\\xd6\\xd0\\xce\\xc4"
        <a href="/list?id=3&amp;page=2" title="&lt;none&gt;">&nbsp;</a>
        git commit -m "fix: don't crash on é" && git push || exit $?
        const f = (x?: number) => x ?? 0; f?.(1) ? "a" : "b"
        ┌──────┬──────┐ │ key │ value │ └──────┴──────┘ ████░░ 50%""",
    "json": """
        {"title": "\\u4e2d\\u6587\\u65b0\\u95fb", "count": 12, "tags": ["a", "b"], "ok": true}
        {"name": "Jos\\u00e9", "url": "https://example.com/?q=%E4%B8%AD%E6%96%87&p=1"}
        [{"id": 1, "text": "caf\\u00e9 &amp; bar"}, {"id": 2, "text": null}]""",
    "addresses": """
        https://example.com/search?q=%E4%B8%AD%E6%96%87&ie=utf-8
        http://www.example.com.cn/%D6%D0%CE%C4/index.html?id=3&sid=%B1%B1%BE%A9
        ftp://files.example.org/pub/r%C3%A9sum%C3%A9.pdf
        mailto:zhang.san@example.cn?subject=%C4%E3%BA%C3
        /tag/%E6%96%B0%E9%97%BB/page/2 ?key=a%20b&x=%7B1%7D""",
    "base64": """
        5Lit5paH5rWL6K+V5paH5pys77yM6L+Z5piv5LiA5q615q2j5bi455qE5paH5a2X44CC
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A+DEFMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo4lgO""",
    "classical": """
        學而時習之，不亦說乎？有朋自遠方來，不亦樂乎？人不知而不慍，不亦君子乎？
        北冥有魚，其名為鯤。鯤之大，不知其幾千里也；化而為鳥，其名為鵬。
        帝高陽之苗裔兮，朕皇考曰伯庸。攝提貞於孟陬兮，惟庚寅吾以降。
        關關雎鳩，在河之洲。窈窕淑女，君子好逑。參差荇菜，左右流之。
        夫天地者，萬物之逆旅也；光陰者，百代之過客也。而浮生若夢，為歡幾何？
        蒹葭蒼蒼，白露為霜。所謂伊人，在水一方。溯洄從之，道阻且長。
        初，鄭武公娶于申，曰武姜，生莊公及共叔段。莊公寤生，驚姜氏，故名曰寤生。
        噫吁嚱，危乎高哉！蜀道之難，難於上青天！蠶叢及魚鳧，開國何茫然！
        豫章故郡，洪都新府。星分翼軫，地接衡廬。襟三江而帶五湖，控蠻荊而引甌越。""",
    "names": """
        村民赵䶮、王㛃和𠮷田三人获得表彰，由镇长喆顗颁奖。
        获奖名单：李祎、张翀、王彧、陈頔、孙喆、刘堃、马骉、朱犇、吴焱、郭巍。
        他在芈月、嬴稷、妲己、褒姒、骊姬等角色中选了嫪毐。
        药物有阿莫西林、甲硝唑、氟哌啶醇、枸橼酸、羧甲司坦、鞣酸蛋白。
        元素鈹、硼、釔、锆、铌、钼、锝、钌、铑、钯、镉、铟、碲、氙、铯、镧。
        菜单：饦饦馍、biángbiáng面、油旋儿、羝羊肉、鲝鱼、醪糟、馎饦、蹄髈。
        鼋头渚、甪直、邗江、鄄城、郯城、歙县、黟县、盱眙、涪陵、亳州、莒县、郓城。
        虫名有蜾蠃、蟪蛄、蜣螂、螽斯、蚰蜒、蠼螋、蛞蝓、螵蛸、斑蝥、䗪虫。
        他姓仉，她姓逄，还有姓昝、亓官、禤、妫、郗、笪、麹、郏的同学。
        龘靐齉爩鱻麤龗灪吁龖厵滟爨癵籱饢驫鲡鹂鸾麣纞虋讟钃鸜麷鞻""",
    "within": """
        他最喜欢的咖啡馆叫 Café de Flore，旁边是 Musée d'Orsay。
        歌手 Beyoncé 和 Björk 都没有出席颁奖礼，Céline Dion 到场了。
        越南首都河内（Hà Nội）与胡志明市（Thành phố Hồ Chí Minh）相距一千七百公里。
        日语里“ありがとうございます”是谢谢的意思，“おはよう”是早上好。
        韩语“안녕하세요”意为你好，“감사합니다”意为谢谢。
        俄语 Спасибо 是谢谢，Москва 是莫斯科，Пожалуйста 是请。
        希腊字母 α、β、γ、Δ、Σ、Ω 常用于公式，例如 ΔE=hν。
        温度 25℃，湿度 60％，面积 120㎡，重 3㎏，误差 ±0.5°，价格 £20 或 €23。
        第①步：打开设置；第②步：点击“√”；第③步：看到★★★☆☆即可。
        表情 (╯°□°)╯︵ ┻━┻ 和 (´・ω・`) ヽ(✿ﾟ▽ﾟ)ノ 很流行，还有 ʕ•ᴥ•ʔ 与 ¯\\_(ツ)_/¯。
        「這是什麼？」她問，「你唔知咩？我哋成日都係噉講嘅。」
        今天吃什么？？？不知道……随便吧!!! 你呢??
        注音符號ㄅㄆㄇㄈ與拼音 nǐ hǎo、lǜ sè、Zhōngguó 並列。
        德国的 München、Köln、Düsseldorf 和法国的 Besançon、Nîmes 结为友好城市。""",
}
_CLAUSE = {"korean", "french", "german", "spanish", "vietnamese", "russian", "english"}


def sentences(kind: str) -> list[str]:
    """The sentences of a kind."""
    return [line.strip() for line in SENTENCES[kind].strip().split("\n")]


def variants(number: int, seed: int = 0) -> Iterator[tuple[str, str]]:
    """Pairs of kind and text: a few clauses or words of a kind in a new order, with other numbers."""
    kinds = list(SENTENCES)
    for count in range(number):
        draw = random.Random(f"{seed} {count}")
        kind = kinds[count % len(kinds)]
        yield kind, _variant(draw, kind)


def _variant(draw: random.Random, kind: str) -> str:
    lines = sentences(kind)
    text = draw.choice(lines)
    if kind in _CLAUSE:
        words = [word for line in draw.sample(lines, 3) for word in line.split()]
        start = draw.randrange(max(1, len(words) - 12))
        text = " ".join(words[start : start + draw.randint(1, 12)]) if draw.random() < 0.7 else text
    elif kind in ("japanese", "classical", "names", "within"):
        clauses = [part for line in draw.sample(lines, 3) for part in re.split("(?<=[，。；、])", line) if part]
        text = "".join(draw.sample(clauses, draw.randint(1, min(6, len(clauses)))))
    elif kind in ("json", "code", "addresses", "base64"):
        text = (" " if kind == "code" else "\n").join(draw.sample(lines, draw.randint(1, 2)))
    return re.sub("[0-9]", lambda match: str(draw.randint(1, 9)) if kind != "base64" else match[0], text)
