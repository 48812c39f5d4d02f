"""Texts written for the tests, at least one for each label of the shipped taxonomy; none of them is in the corpus."""

from classifiers.examples import Text


def _nl(title: str, summary: str) -> Text:
    return Text(title, summary, "nl")


def _en(title: str, summary: str) -> Text:
    return Text(title, summary, "en")


TEXTS = (
    _nl("Steeds meer koks werken als zzp'er", "Ze kiezen hun eigen rooster en wisselen van keuken wanneer het hun uitkomt."),
    _nl("Vierdaagse werkweek bevalt bakkersfamilie", "Het personeel werkt korter, de omzet bleef gelijk."),
    _nl(
        "Thuiswerken raakt ingeburgerd bij notarissen",
        "Op vrijdag zijn de kantoren leeg en zit iedereen achter de eigen keukentafel.",
    ),
    _en("Remote work spreads to small towns", "Freelancers and gig workers rent desks in former post offices."),
    _nl("Vaders nemen vaker ouderschapsverlof op", "Zorg en aandacht tellen zwaarder dan het volgende jaar salarisverhoging."),
    _nl("Meer vrouwen aan de top van waterschappen", "Het aandeel vrouwelijke bestuurders steeg weer."),
    _en("Women now lead a third of hospital boards", "The gender pay gap narrows, though care work is still undervalued."),
    _nl("Wantrouwen tegen Den Haag groeit in dorpen", "Boze inwoners en bestuurders staan scherper tegenover elkaar."),
    _nl("Polarisatie splijt school in Heuvelrug", "Ouders bedreigen elkaar online, de kloof tussen groepen wordt dieper."),
    _en("Polarisation drives councillors out of politics", "Threats and hate speech against local politicians rise again."),
    _nl(
        "Buren runnen zelf een dorpswinkel",
        "Vrijwilligers van de coöperatie doen de kassa en brengen boodschappen bij ouderen.",
    ),
    _nl("Burenhulp in de flat: mantelzorgers delen taken", "Bewoners organiseren samen vervoer en maaltijden."),
    _en("Neighbours start a community energy cooperative", "Volunteers install panels and share the proceeds."),
    _nl("Chatbot beantwoordt helft van de vragen over parkeren", "Het algoritme verwijst de rest door naar een medewerker."),
    _nl("Robot plukt paprika's in de kas van Westdijk", "Kunstmatige intelligentie ziet welke vrucht rijp is."),
    _nl("Ziekenhuis laat AI meekijken met röntgenfoto's", "Artsen houden het laatste woord over wat het algoritme vindt."),
    _en("Warehouse robots take over the night shift", "Artificial intelligence plans the routes, workers fear automation."),
    _nl("Kringloopwinkel verkoopt gerepareerde wasmachines", "Hergebruik van onderdelen spaart grondstoffen."),
    _nl("Statiegeld op glazen potten in drie provincies", "Recycling van verpakkingen moet omhoog, zegt de afvalinzamelaar."),
    _en("Repair café movement celebrates recycled electronics", "Circular economy groups want a right to repair."),
    _nl(
        "Balie terug naast de app in Oeverstad",
        "Wie digitaal wil regelt het in een minuut, wie hulp nodig heeft maakt een afspraak aan het loket.",
    ),
    _nl(
        "Digitale aanvraag van bijstand duurt nog vijf minuten",
        "De gemeente opende tegelijk een loket voor persoonlijk gesprek.",
    ),
    _en("Agency offers both a quick online route and slow counter service", "Citizens can choose a face to face appointment."),
    _nl(
        "Gemeente neemt app van bewonerscollectief over",
        "De wijkcoöperatie blijft eigenaar en de overheid betaalt mee aan de dienst.",
    ),
    _nl("Gemeente laat energiecoöperatie de subsidieaanvragen doen", "Het burgerinitiatief helpt buren namens de gemeente."),
    _en(
        "City contracts citizens' cooperative for home care",
        "The council integrates the community initiative in its own service.",
    ),
    _nl(
        "Baliemedewerkers krijgen meer ruimte om zelf te beslissen",
        "Het klantcontactcentrum van de uitkeringsinstantie luistert naar wie de telefoon opneemt.",
    ),
    _nl(
        "Medewerkers klantcontact klagen over agressie en werkdruk",
        "De vakbond vraagt de uitvoeringsorganisatie om steun voor de balie.",
    ),
    _en("Front line staff at the benefits office get a bigger say", "Call centre workers helped write the new guidance."),
    _nl("Gemeente publiceert alle fouten van het jaar", "De wethouder biedt excuses aan en maakt de besluiten openbaar."),
    _nl("Ministerie lakt Woo-verzoek bijna geheel zwart", "Journalisten wachten al een jaar op openbare stukken."),
    _en("Tax office apologises and publishes its mistakes", "Transparency about wrong decisions should restore trust."),
    _nl(
        "Eén overheid voor ondernemers: drie diensten delen een loket",
        "Gemeente, UWV en Belastingdienst werken samen zodat de burger zijn verhaal één keer vertelt.",
    ),
    _nl(
        "Inwoners ontwerpen mee aan nieuw regelloket",
        "In sessies met burgers bepaalt de gemeente samen hoe de dienst eruitziet.",
    ),
    _en("Agencies join up services around citizens", "Government departments share data so people tell their story once."),
    _nl(
        "Alle overheidswebsites krijgen dezelfde huisstijl",
        "Eén ontwerp en begrijpelijke formulieren moeten burgers herkenning geven.",
    ),
    _nl("Brieven van gemeenten voortaan in één vormgeving", "Het designsysteem maakt formulieren overal hetzelfde."),
    _en("One design system for every government website", "Forms and letters will share a single look and feel."),
    _nl("Rijk en gemeenten lenen elkaar ict'ers uit", "Een gezamenlijke pool van ambtenaren vangt het personeelstekort op."),
    _nl(
        "Pool van inspecteurs werkt voor vier toezichthouders",
        "Ambtenaren worden gedetacheerd over de grenzen van hun organisatie heen.",
    ),
    _en("Civil service creates a shared pool of analysts", "Staff are seconded between departments when pressure peaks."),
    _nl(
        "Gemeente belt inwoners bij eerste betalingsachterstand",
        "Vroegsignalering voorkomt schulden, zegt de schuldhulpverlening.",
    ),
    _nl(
        "Toeslag komt automatisch, zonder aanvraag",
        "De dienst stuurt huishoudens ongevraagd bericht over het recht dat zij laten liggen.",
    ),
    _en(
        "Council reaches out before tenants fall into debt",
        "Proactive service: households get support automatically, without applying.",
    ),
)
