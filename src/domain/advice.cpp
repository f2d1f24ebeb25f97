#include <enedis2mqtt/domain/advice.hpp>

#include <array>

namespace enedis2mqtt {
namespace {

struct Text {
    std::string_view what;
    std::string_view to_do;
};

struct Row {
    ErrorCode code;
    Whose whose;
    Text fr;
    Text en;
};

constexpr std::array rows{
    Row{ErrorCode::host_unknown,
        Whose::user,
        {"Le nom du serveur de la source est introuvable.",
         "Vérifiez la connexion Internet, le DNS et base_url. Nouvel essai automatique."},
        {"The name of the source's server cannot be found.",
         "Check the Internet connection, the DNS and base_url. It is tried again by itself."}},
    Row{ErrorCode::unreachable,
        Whose::source,
        {"Le serveur de la source ne répond pas ou coupe la connexion.",
         "Rien à faire : nouvel essai automatique. Si cela dure, vérifiez la connexion Internet et "
         "base_url."},
        {"The source's server does not answer or cuts the connection.",
         "Nothing to do: it is tried again by itself. If it lasts, check the Internet connection and "
         "base_url."}},
    Row{ErrorCode::timeout,
        Whose::source,
        {"La source n'a pas répondu à temps.", "Rien à faire : nouvel essai automatique."},
        {"The source did not answer in time.", "Nothing to do: it is tried again by itself."}},
    Row{ErrorCode::tls_failed,
        Whose::source,
        {"Le certificat de la source est refusé.",
         "La vérification n'est jamais désactivée. Vérifiez l'heure de la machine et, pour une autorité "
         "privée, ca_file ; "
         "sinon attendez que la source répare son certificat."},
        {"The source's certificate is refused.",
         "Verification is never turned off. Check this machine's clock and, for a private authority, "
         "ca_file; otherwise wait "
         "until the source mends its certificate."}},
    Row{ErrorCode::outage,
        Whose::source,
        {"Panne chez Enedis ou chez la passerelle.", "Rien à faire : nouvel essai automatique. Après 7 jours "
                                                     "de suite, donnez à nouveau votre accord chez Enedis."},
        {"Enedis or the gateway has an outage.", "Nothing to do: it is tried again by itself. After 7 days "
                                                 "in a row, give your consent at Enedis again."}},
    Row{ErrorCode::not_understood,
        Whose::bridge,
        {"La réponse n'a pas une forme connue : la source a peut-être changé son format.",
         "Vos données restent intactes. Mettez enedis2mqtt à jour ; sinon signalez le message avec le niveau "
         "de journal debug."},
        {"The answer has no known shape: the source may have changed its format.",
         "Your data stay as they are. Update enedis2mqtt; otherwise report the message with log level "
         "debug."}},
    Row{ErrorCode::response_too_large,
        Whose::source,
        {"La réponse est démesurée et a été refusée.", "Rien à faire : nouvel essai automatique."},
        {"The answer is oversized and was refused.", "Nothing to do: it is tried again by itself."}},
    Row{ErrorCode::unexpected_page,
        Whose::source,
        {"La source a répondu par une page web au lieu de données (maintenance, filtrage).",
         "Rien à faire : nouvel essai automatique. Si cela dure, vérifiez base_url."},
        {"The source answered with a web page instead of data (maintenance, filtering).",
         "Nothing to do: it is tried again by itself. If it lasts, check base_url."}},
    Row{ErrorCode::wrong_address,
        Whose::bridge,
        {"L'adresse demandée n'existe pas chez la source.",
         "Vérifiez base_url et api, ou mettez enedis2mqtt à jour : Enedis change parfois d'adresses."},
        {"The source does not know the address that was asked.",
         "Check base_url and api, or update enedis2mqtt: Enedis sometimes moves its addresses."}},
    Row{ErrorCode::quota_reached,
        Whose::source,
        {"La source limite le nombre d'appels en ce moment.",
         "Rien à faire : les appels reprennent d'eux-mêmes."},
        {"The source limits the number of calls at present.", "Nothing to do: calls resume by themselves."}},
    Row{ErrorCode::daily_quota_reached,
        Whose::source,
        {"Le quota d'appels du jour est atteint à la source.",
         "Rien à faire aujourd'hui. Vérifiez qu'aucun autre outil n'utilise le même accès."},
        {"The source's daily quota of calls is reached.",
         "Nothing to do today. Check that no other tool uses the same access."}},
    Row{ErrorCode::banned,
        Whose::source,
        {"La source bloque votre adresse IP.", "Arrêtez les autres outils qui appellent la même passerelle ; "
                                               "enedis2mqtt attend au moins 12 heures avant d'appeler."},
        {"The source blocks your IP address.", "Stop other tools that call the same gateway; enedis2mqtt "
                                               "waits at least 12 hours before it calls."}},
    Row{ErrorCode::budget_spent,
        Whose::bridge,
        {"Le budget d'appels d'enedis2mqtt est épuisé.",
         "Rien à faire : les appels reprennent au prochain renouvellement. Ne relevez daily_calls que si la "
         "source le permet."},
        {"enedis2mqtt's own call budget is used up.",
         "Nothing to do: calls resume when it is renewed. Raise daily_calls only if the source allows it."}},
    Row{ErrorCode::token_expired,
        Whose::source,
        {"La source refuse le jeton qu'elle vient de donner.", "Rien à faire : nouvel essai automatique."},
        {"The source refuses the token it has just given.", "Nothing to do: it is tried again by itself."}},
    Row{ErrorCode::token_invalid,
        Whose::user,
        {"Le jeton est invalide ou ne couvre pas ce PDL.",
         "Demandez un nouveau jeton à la passerelle pour ce PDL et mettez-le dans token."},
        {"The token is invalid or does not cover this PDL.",
         "Get a new token for this PDL from the gateway and put it in token."}},
    Row{ErrorCode::credentials_invalid,
        Whose::user,
        {"Enedis refuse client_id ou client_secret.",
         "Vérifiez providers.enedis.client_id et client_secret sur le portail Data Hub d'Enedis."},
        {"Enedis refuses client_id or client_secret.",
         "Check providers.enedis.client_id and client_secret on Enedis' Data Hub portal."}},
    Row{ErrorCode::consent_missing,
        Whose::user,
        {"Enedis ne trouve pas d'accord valable pour ce compteur.",
         "Donnez (à nouveau) votre accord chez Enedis par la page de la passerelle. Vos données sont "
         "conservées."},
        {"Enedis finds no valid consent for this meter.",
         "Give your consent (again) at Enedis through the gateway's page. Your data are kept."}},
    Row{ErrorCode::not_holder,
        Whose::user,
        {"Enedis dit que l'accord n'a pas été donné par le titulaire de ce compteur.",
         "Si le titulaire n'a pas changé, attendez deux jours (panne connue) ; sinon le titulaire doit "
         "donner son accord."},
        {"Enedis says the consent was not given by the holder of this meter.",
         "If the holder has not changed, wait two days (a known outage); otherwise the holder must give the "
         "consent."}},
    Row{ErrorCode::direction_refused,
        Whose::user,
        {"Ce compteur ou cet accord ne donne pas accès à ces données (production ou consommation).",
         "Retirez cette mesure (measures, hourly) ou donnez un accord qui la couvre. Les autres mesures "
         "continuent."},
        {"This meter or this consent gives no access to these data (production or consumption).",
         "Remove that measure (measures, hourly) or give a consent that covers it. The other measures go "
         "on."}},
    Row{ErrorCode::not_subscribed,
        Whose::user,
        {"L'application n'est pas abonnée à cette API d'Enedis.",
         "Le propriétaire de l'application doit s'y abonner sur le portail Data Hub d'Enedis."},
        {"The application is not subscribed to this Enedis API.",
         "The application's owner must subscribe to it on Enedis' Data Hub portal."}},
    Row{ErrorCode::unknown_usage_point,
        Whose::user,
        {"Enedis ne connaît pas ce PDL.",
         "Vérifiez les 14 chiffres : ils sont sur la facture et sur l'écran du compteur (numéro de PRM)."},
        {"Enedis does not know this PDL.",
         "Check the 14 digits: they are on the bill and on the meter's display (PRM number)."}},
    Row{ErrorCode::curve_not_collected,
        Whose::user,
        {"Enedis n'enregistre ou ne collecte pas la courbe de charge de ce compteur.",
         "Sur mon-compte-particulier.enedis.fr, « Gérer l'accès à mes données » : activez l'enregistrement "
         "et la collecte des données horaires (1 à 3 jours d'attente)."},
        {"Enedis does not record or collect this meter's load curve.",
         "On mon-compte-particulier.enedis.fr, \"Gérer l'accès à mes données\": turn on recording and "
         "collection of hourly data (takes 1 to 3 days)."}},
    Row{ErrorCode::before_activation,
        Whose::source,
        {"Enedis n'a rien avant la mise en service de ce compteur.",
         "Rien à faire : seules les dates plus récentes sont demandées."},
        {"Enedis has nothing from before this meter's activation.",
         "Nothing to do: only later dates are asked for."}},
    Row{ErrorCode::before_history,
        Whose::source,
        {"Les dates demandées sont plus anciennes que ce qu'Enedis conserve.",
         "Rien à faire : seules les dates plus récentes sont demandées."},
        {"The dates asked for are older than what Enedis keeps.",
         "Nothing to do: only later dates are asked for."}},
    Row{ErrorCode::before_consent,
        Whose::source,
        {"Les dates demandées précèdent votre accord.",
         "Rien à faire : seules les dates plus récentes sont demandées."},
        {"The dates asked for precede your consent.", "Nothing to do: only later dates are asked for."}},
    Row{ErrorCode::range_too_long,
        Whose::bridge,
        {"La période demandée est trop longue pour la source.",
         "Signalez-le : enedis2mqtt découpe normalement les périodes."},
        {"The period asked for is too long for the source.",
         "Report it: enedis2mqtt normally cuts the periods."}},
    Row{ErrorCode::no_data,
        Whose::source,
        {"Enedis n'a pas encore publié ces données.",
         "Rien à faire : nouvel essai automatique. Les données d'un jour arrivent le lendemain après 8 h, "
         "parfois plus tard."},
        {"Enedis has not published these data yet.",
         "Nothing to do: it is tried again by itself. A day's data arrive the next day after 08:00, "
         "sometimes later."}},
    Row{ErrorCode::bad_request,
        Whose::bridge,
        {"La source juge la demande mal formée.",
         "Mettez enedis2mqtt à jour ; sinon signalez le message avec le niveau de journal debug."},
        {"The source calls the request malformed.",
         "Update enedis2mqtt; otherwise report the message with log level debug."}},
    Row{ErrorCode::clock_wrong,
        Whose::user,
        {"L'heure de cette machine n'est pas celle de la source.",
         "Réglez l'horloge (date, heure, fuseau) et activez sa synchronisation (NTP). Nouvel essai "
         "automatique."},
        {"This machine's clock differs from the source's.",
         "Set the clock (date, time, time zone) and turn on its synchronisation (NTP). It is tried again by "
         "itself."}},
    Row{ErrorCode::store_unavailable,
        Whose::user,
        {"Le fichier d'archive ne peut pas être ouvert.",
         "Vérifiez store.path, que le dossier existe et que l'utilisateur du service peut y écrire."},
        {"The archive file cannot be opened.",
         "Check store.path, that its folder exists and that the service's user may write there."}},
    Row{ErrorCode::store_corrupt,
        Whose::user,
        {"Le fichier d'archive est abîmé.", "Arrêtez le service, gardez une copie du fichier, puis restaurez "
                                            "une sauvegarde ; vérifiez la carte ou le disque."},
        {"The archive file is damaged.",
         "Stop the service, keep a copy of the file, then restore a backup; check the card or disk."}},
    Row{ErrorCode::store_read_only,
        Whose::user,
        {"Le fichier d'archive est en lecture seule.",
         "Donnez à l'utilisateur du service le droit d'écrire le fichier et son dossier ; une carte SD usée "
         "passe aussi en "
         "lecture seule."},
        {"The archive file is read-only.",
         "Let the service's user write the file and its folder; a worn SD card turns read-only too."}},
    Row{ErrorCode::store_full,
        Whose::user,
        {"Le disque de l'archive est plein.",
         "Libérez de la place : le service reprend seul, rien n'est perdu."},
        {"The archive's disk is full.", "Free some space: the service resumes by itself, nothing is lost."}},
    Row{ErrorCode::store_locked,
        Whose::user,
        {"L'archive est utilisée par un autre processus.",
         "Un seul service par archive : arrêtez l'autre ou donnez à celui-ci son propre store.path."},
        {"The archive is used by another process.",
         "One service per archive: stop the other one or give this one its own store.path."}},
    Row{ErrorCode::broker_unknown,
        Whose::user,
        {"Le nom du broker MQTT n'est pas connu.",
         "Vérifiez l'hôte de mqtt.url (le nom du conteneur ou de la machine du broker) et le DNS."},
        {"The MQTT broker's name is not known.",
         "Check the host in mqtt.url (the name of the broker's container or machine) and the DNS."}},
    Row{ErrorCode::broker_unreachable,
        Whose::user,
        {"Le broker MQTT ne répond pas.", "Vérifiez mqtt.url et que le broker tourne. La connexion est "
                                          "retentée sans fin ; la collecte continue."},
        {"The MQTT broker does not answer.",
         "Check mqtt.url and that the broker runs. The connection is tried for ever; fetching goes on."}},
    Row{ErrorCode::broker_refused,
        Whose::user,
        {"Le broker MQTT refuse la connexion.",
         "Vérifiez mqtt.username, mqtt.password et mqtt.protocol, et qu'aucun autre client n'utilise le même "
         "client_id."},
        {"The MQTT broker refuses the connection.",
         "Check mqtt.username, mqtt.password and mqtt.protocol, and that no other client uses the same "
         "client_id."}},
    Row{ErrorCode::broker_tls_failed,
        Whose::user,
        {"La liaison chiffrée avec le broker échoue.",
         "Vérifiez le nom d'hôte de mqtt.url, ca_file, cert_file et key_file, et l'heure de la machine."},
        {"The encrypted link to the broker fails.",
         "Check the host name in mqtt.url, ca_file, cert_file and key_file, and this machine's clock."}},
    Row{ErrorCode::broker_denied,
        Whose::user,
        {"Le broker MQTT interdit ce topic à cet utilisateur.",
         "Ouvrez dans les droits (ACL) du broker base_topic/# et discovery_prefix/# à cet utilisateur."},
        {"The MQTT broker forbids this topic to this user.",
         "Open base_topic/# and discovery_prefix/# to this user in the broker's ACL."}},
    Row{ErrorCode::broker_limit,
        Whose::user,
        {"Le broker MQTT ne prend pas un message de cette taille.",
         "Augmentez sa limite (Mosquitto : max_packet_size et message_size_limit ; 65536 convient) ou "
         "retirez-la. Un broker qui coupe sans un mot interdit peut-être un topic : voyez ses droits (ACL). "
         "Le reste est publié."},
        {"The MQTT broker does not take a message of this size.",
         "Raise its limit (Mosquitto: max_packet_size and message_size_limit; 65536 will do) or remove it. "
         "A broker that hangs up without a word may forbid a topic: see its ACL. The rest is published."}},
    Row{ErrorCode::broker_unsuitable,
        Whose::user,
        {"Le broker MQTT ne garde pas les messages (retain), ou n'accepte que la QoS 0.",
         "Autorisez les messages retenus et la QoS 1 (Mosquitto : retain_available true, max_qos 1 ou 2), ou "
         "choisissez un autre broker."},
        {"The MQTT broker keeps no retained messages, or takes QoS 0 only.",
         "Allow retained messages and QoS 1 (Mosquitto: retain_available true, max_qos 1 or 2), or choose "
         "another broker."}},
    Row{ErrorCode::broker_timeout,
        Whose::user,
        {"Le broker MQTT n'a pas répondu à temps.",
         "Vérifiez qu'il fonctionne et n'est pas surchargé. Nouvel essai automatique."},
        {"The MQTT broker did not answer in time.",
         "Check that it runs and is not overloaded. It is tried again by itself."}},
    Row{ErrorCode::home_assistant_unreachable,
        Whose::home_assistant,
        {"Home Assistant ne répond pas.", "Rien à faire s'il redémarre : nouvel essai automatique. Si cela "
                                          "dure, vérifiez home_assistant.url."},
        {"Home Assistant does not answer.", "Nothing to do while it restarts: it is tried again by itself. "
                                            "If it lasts, check home_assistant.url."}},
    Row{ErrorCode::home_assistant_token_invalid,
        Whose::user,
        {"Home Assistant refuse le jeton.",
         "Créez un nouveau jeton de longue durée dans Home Assistant (votre profil, Sécurité) et mettez-le "
         "dans home_assistant.token."},
        {"Home Assistant refuses the token.",
         "Create a new long-lived token in Home Assistant (your profile, Security) and put it in "
         "home_assistant.token."}},
    Row{ErrorCode::home_assistant_not_admin,
        Whose::user,
        {"Le jeton n'est pas celui d'un administrateur de Home Assistant.",
         "Créez le jeton avec un compte administrateur, ou connectez la page avec un tel compte."},
        {"The token is not that of an administrator of Home Assistant.",
         "Create the token with an administrator's account, or connect the page with one."}},
    Row{ErrorCode::home_assistant_blocked,
        Whose::user,
        {"Home Assistant bloque l'adresse d'enedis2mqtt (HTTP 403).",
         "Retirez cette adresse de ip_bans.yaml dans la configuration de Home Assistant, redémarrez-le, puis "
         "demandez un nouvel essai."},
        {"Home Assistant blocks enedis2mqtt's address (HTTP 403).",
         "Remove this address from ip_bans.yaml in Home Assistant's configuration, restart it, then ask for "
         "another try."}},
    Row{ErrorCode::home_assistant_refused,
        Whose::bridge,
        {"Home Assistant refuse ces statistiques.",
         "Mettez enedis2mqtt ou Home Assistant à jour ; sinon signalez le message du journal."},
        {"Home Assistant refuses these statistics.",
         "Update enedis2mqtt or Home Assistant; otherwise report the message in the log."}},
    Row{ErrorCode::request_invalid,
        Whose::user,
        {"La demande ne peut pas être suivie telle quelle.",
         "Corrigez ce qui est indiqué. Les topics sont décrits dans le README, l'API dans "
         "/api/openapi.yaml."},
        {"The request cannot be followed as it is.",
         "Correct what is told. The topics are described in the README, the API in /api/openapi.yaml."}},
    Row{ErrorCode::request_too_large,
        Whose::user,
        {"La demande est trop grande.",
         "Envoyez-en moins à la fois. Les topics sont décrits dans le README, l'API dans /api/openapi.yaml."},
        {"The request is too large.",
         "Send less at a time. The topics are described in the README, the API in /api/openapi.yaml."}},
    Row{ErrorCode::unknown_meter,
        Whose::user,
        {"Ce PDL n'est pas dans la configuration.", "Vérifiez le PDL ou ajoutez-le sous meters."},
        {"This PDL is not in the configuration.", "Check the PDL or add it under meters."}},
    Row{ErrorCode::busy,
        Whose::user,
        {"Trop de demandes attendent déjà ; celle-ci n'a pas été prise.",
         "Attendez la réponse aux précédentes, puis recommencez."},
        {"Too many requests are waiting already; this one was not taken.",
         "Wait for the answers to the earlier ones, then ask again."}},
    Row{ErrorCode::not_found,
        Whose::user,
        {"Cette adresse n'existe pas ici.", "Ouvrez la page par son adresse de départ."},
        {"There is no such address here.", "Open the page from its start address."}},
    Row{ErrorCode::session_needed,
        Whose::user,
        {"Il faut le mot de passe de la page.", "Connectez-vous avec le mot de passe de web.password."},
        {"The page's password is needed.", "Log in with the password of web.password."}},
    Row{ErrorCode::request_foreign,
        Whose::user,
        {"La demande ne vient pas de cette page, ou pas par une adresse permise.",
         "Ouvrez la page par son adresse IP ou par localhost ; derrière un proxy, déclarez-le dans "
         "web.trusted_proxy, ou fixez web.password."},
        {"The request does not come from this page, or not by an address that is allowed.",
         "Open the page by its IP address or by localhost; behind a proxy declare it in web.trusted_proxy, "
         "or set "
         "web.password."}},
    Row{ErrorCode::too_many_requests,
        Whose::user,
        {"Trop de demandes en peu de temps.", "Attendez quelques minutes, puis essayez à nouveau."},
        {"Too many requests in a short time.", "Wait for some minutes, then try again."}},
    Row{ErrorCode::not_configured,
        Whose::user,
        {"Le service n'est pas encore configuré, ou il redémarre.",
         "Terminez la mise en route sur la page, ou attendez un instant."},
        {"The service is not set up yet, or it is starting again.",
         "Finish the set-up on the page, or wait a moment."}},
    Row{ErrorCode::cannot_listen,
        Whose::user,
        {"L'adresse où la page doit être servie est prise, ou ce n'est pas une adresse de cette machine.",
         "Choisissez-en une autre (web.listen ; pour le simulateur --listen), ou arrêtez le programme qui "
         "l'occupe."},
        {"The address where the page is to be served is taken, or is none of this machine's.",
         "Choose another one (web.listen; for the simulator --listen), or stop the program that uses it."}},
    Row{ErrorCode::file_not_recognised,
        Whose::user,
        {"Ce fichier n'a aucune des présentations connues.",
         "Sur mon-compte-particulier.enedis.fr, « Suivre mes mesures » puis « Télécharger mes données » : "
         "prenez l'énergie, la puissance maximale ou la courbe de charge, en CSV ou XLSX, et importez le "
         "fichier tel quel."},
        {"This file has none of the known layouts.",
         "On mon-compte-particulier.enedis.fr, \"Suivre mes mesures\" then \"Télécharger mes données\": take "
         "energy, maximum power or load curve, as CSV or XLSX, and import the file as it is."}},
    Row{ErrorCode::file_invalid,
        Whose::user,
        {"Ce fichier est abîmé ou se contredit ; rien n'en a été repris.",
         "Téléchargez-le à nouveau et importez-le sans l'ouvrir ni l'enregistrer dans un tableur. Sinon "
         "corrigez la ligne indiquée. Si c'est une sauvegarde, prenez-en une autre."},
        {"This file is damaged or contradicts itself; nothing of it was taken.",
         "Download it again and import it without opening or saving it in a spreadsheet. Otherwise mend the "
         "line named. If it is a backup, take another one."}},
    Row{ErrorCode::file_without_values,
        Whose::user,
        {"Ce fichier ne contient aucune valeur.",
         "Téléchargez une période qui a des données ; l'enregistrement de la courbe se règle dans votre "
         "espace Enedis."},
        {"This file contains no value.",
         "Download a period that has data; the recording of the load curve is set in your Enedis account."}},
    Row{ErrorCode::file_of_another_meter,
        Whose::user,
        {"Ce fichier est celui d'un autre compteur.",
         "Choisissez le fichier de ce PDL, ou le compteur auquel il appartient."},
        {"This file belongs to another meter.",
         "Choose the file of this PDL, or the meter that it belongs to."}},
    Row{ErrorCode::cancelled,
        Whose::bridge,
        {"Le service s'arrête.", "Rien à faire."},
        {"The service is stopping.", "Nothing to do."}},
    Row{ErrorCode::internal,
        Whose::bridge,
        {"Erreur interne d'enedis2mqtt.", "Signalez le message avec le niveau de journal debug."},
        {"Internal error of enedis2mqtt.", "Report the message with log level debug."}},
};

struct CurveRow {
    CurveConcerned curve;
    Text fr;
    Text en;
};

constexpr std::array curve_rows{
    CurveRow{{Direction::consumption, false},
             {"Enedis n'enregistre ou ne collecte pas la consommation horaire de ce compteur.",
              "Sur mon-compte-particulier.enedis.fr, « Gérer l'accès à mes données » : activez "
              "l'enregistrement et la collecte de la consommation horaire (1 à 3 jours d'attente), ou mettez "
              "hourly: false."},
             {"Enedis does not record or collect this meter's hourly consumption.",
              "On mon-compte-particulier.enedis.fr, \"Gérer l'accès à mes données\": turn on recording and "
              "collection of hourly consumption (takes 1 to 3 days), or set hourly: false."}},
    CurveRow{{Direction::consumption, true},
             {"Enedis n'enregistre ou ne collecte pas la consommation horaire de ce compteur.",
              "Sur mon-compte-particulier.enedis.fr, « Gérer l'accès à mes données » : activez "
              "l'enregistrement et la collecte de la consommation horaire (1 à 3 jours d'attente). La courbe "
              "de production continue."},
             {"Enedis does not record or collect this meter's hourly consumption.",
              "On mon-compte-particulier.enedis.fr, \"Gérer l'accès à mes données\": turn on recording and "
              "collection of hourly consumption (takes 1 to 3 days). The production curve goes on."}},
    CurveRow{{Direction::production, false},
             {"Enedis n'enregistre ou ne collecte pas la production horaire de ce compteur.",
              "Sur mon-compte-particulier.enedis.fr, « Gérer l'accès à mes données » : activez "
              "l'enregistrement et la collecte de la production horaire (1 à 3 jours d'attente), ou mettez "
              "hourly: false."},
             {"Enedis does not record or collect this meter's hourly production.",
              "On mon-compte-particulier.enedis.fr, \"Gérer l'accès à mes données\": turn on recording and "
              "collection of hourly production (takes 1 to 3 days), or set hourly: false."}},
    CurveRow{
        {Direction::production, true},
        {"Enedis n'enregistre ou ne collecte pas la production horaire de ce compteur.",
         "Sur mon-compte-particulier.enedis.fr, « Gérer l'accès à mes données » : activez "
         "l'enregistrement et la collecte de la production horaire (1 à 3 jours d'attente). La courbe de "
         "consommation continue."},
        {"Enedis does not record or collect this meter's hourly production.",
         "On mon-compte-particulier.enedis.fr, \"Gérer l'accès à mes données\": turn on recording and "
         "collection of hourly production (takes 1 to 3 days). The consumption curve goes on."}},
};

constexpr bool in_enumeration_order() {
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (static_cast<std::size_t>(rows[i].code) != i)
            return false;
    return static_cast<std::size_t>(ErrorCode::internal) + 1 == rows.size();
}
static_assert(in_enumeration_order(), "one row per code, in order");

} // namespace

std::string_view to_string(Whose whose) {
    switch (whose) {
    case Whose::user:
        return "user";
    case Whose::source:
        return "source";
    case Whose::bridge:
        return "bridge";
    case Whose::home_assistant:
        return "home_assistant";
    }
    return "bridge";
}

Advice advice(ErrorCode code, Language language, std::optional<CurveConcerned> curve) {
    auto const& row = rows[static_cast<std::size_t>(code)];
    auto const spoken = [&](Text const& fr, Text const& en) {
        auto const& text = language == Language::fr ? fr : en;
        return Advice{row.whose, text.what, text.to_do};
    };
    if (curve && code == ErrorCode::curve_not_collected)
        for (auto const& one : curve_rows)
            if (one.curve == *curve)
                return spoken(one.fr, one.en);
    return spoken(row.fr, row.en);
}

} // namespace enedis2mqtt
