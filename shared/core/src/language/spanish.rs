//! Spanish, as it is written on call: short, impersonal, the same on both sides of the Atlantic.
//!
//! An alert is feminine and counts: `Activa`, `Activas`. To flap is `oscilar`; what holds an alert back, `retener`; a page,
//! `aviso`. Runbooks and endpoints are called so.

use super::Sentences;
use crate::page::{Holder, Note};
use crate::reason::{Cause, Reason};
use crate::severity::Severity;
use crate::time::utc;

pub(super) static TABLE: Sentences = Sentences {
    impact: "Impacto",
    first: "Primero",
    runbook: "Runbook",
    no_runbook: "no hay ninguno en el catálogo",
    owner: "Responsable",
    owner_missing: "SIN RESPONSABLE",
    add_owner: "SIN RESPONSABLE, falta en el catálogo",
    escalation: |who| format!("; si nadie responde: {who}"),

    note: "Nota",
    why: "Por qué",
    notification: "Notificación",
    when: "Cuándo",
    silence: "Silenciar",
    silence_first: "Silenciar la primera",
    alert: "Alerta",
    link: "Enlace",

    firing: "Activas",
    resolved: "Resueltas",
    groups: "Grupos",
    kept_back: "Sin comunicar",
    and_more: |count| format!("y {count} más"),
    also_resolved: |count| format!(", {count} {}", of(count, "resuelta", "resueltas")),

    firing_since: |count, since, lasted| {
        format!("{} desde {since}, hace {lasted}", of(count, "Activa", "Activas"))
    },
    resolved_at: |count, at, lasted| format!("{} el {at}, tras {lasted}", of(count, "Resuelta", "Resueltas")),
    lasts_since: |since, lasted| format!("Desde {since}, hace {lasted}"),
    since: |since| format!("desde {since}"),
    after: |lasted| format!("tras {lasted}"),
    no_data_since: |since| format!("sin datos desde {since}"),

    severity: |severity| match severity {
        Severity::Critical => "crítica",
        Severity::Error => "error",
        Severity::Warning => "advertencia",
        Severity::Info => "info",
    },
    over: |count| of(count, "RESUELTA", "RESUELTAS"),
    nothing_fires: "nada activo",
    more: |count| format!("+{count} más"),
    groups_and_alerts: |groups, alerts| {
        let (group, alert) = (of(groups, "grupo", "grupos"), of(alerts, "alerta", "alertas"));
        format!("{groups} {group}, {alerts} {alert}")
    },
    digest: |count, owner, lasted| format!("[INFORME] {count} sin comunicar a {owner} en {lasted}"),
    silence_ends: |left, holds| format!("[SILENCIO] termina en {left}: {holds}"),
    silence_unmatched: |holds| format!("[SILENCIO] terminado, no retenía nada: {holds}"),

    reason: |reason| match reason {
        Reason::First => "primer aviso de este grupo",
        Reason::AllResolved => "todo lo avisado está resuelto",
        Reason::SeverityRaised => "subió la gravedad",
        Reason::MuteEnded => "terminó lo que la retenía y sigue activa",
        Reason::NewAlert => "se unió al grupo una alerta nueva",
        Reason::Correlated => "otro fallo de la misma ejecución",
        Reason::SomeResolved => "se resolvieron algunas alertas del grupo",
        Reason::Flapping => "empezó a oscilar",
        Reason::Settled => "dejó de oscilar",
        Reason::Reminder => "sigue activa y nadie la confirmó",
        Reason::Repeat => "sigue activa tras el intervalo de repetición",
        Reason::Digest => "es hora del informe periódico",
        Reason::Summary => "hay más avisos de los que este receptor admite: este es el resumen",
        Reason::SilenceEnds => "un silencio está por terminar",
        Reason::SilenceUnmatched => "terminó un silencio que llevaba mucho sin retener nada",
    },
    cause: |cause| match cause {
        Cause::Duplicate => "duplicado",
        Cause::Stale => "atrasado",
        Cause::Noise => "ruido",
        Cause::NoData => "sin datos",
        Cause::NotFiring => "no activa",
        Cause::Unchanged => "sin cambios",
        Cause::Transient => "pasajera",
        Cause::ActionsSuppressor => "supresor de acciones",
        Cause::MuteRule => "regla de silenciado",
        Cause::Silence => "silencio",
        Cause::Inhibition => "otra alerta",
        Cause::TimeInterval => "horario",
        Cause::ActionsDisabled => "acciones desactivadas",
        Cause::Flapping => "oscilación",
        Cause::Correlated => "misma ejecución",
        Cause::Shadow => "modo sombra",
    },
    held_by,
    holder,
    waited: |waited| format!("; esperó {waited} a que este receptor admitiera otro aviso"),
    oldest_waited: |waited| format!("; lo más antiguo esperó {waited}"),
    remark,

    or: " o ",
    until_resolved: |alert| format!("la alerta {alert} hasta que se resuelva"),
    while_matching: |matching| format!(", mientras cumpla {matching}"),
    never_held: "nada hasta ahora",

    test_title: |receiver| format!("[PRUEBA] alert-router: ¿llegan los avisos a `{receiver}`?"),
    test_symptom: "aviso de PRUEBA, no pasa nada",
    test_author: "quien envió esta prueba",
    test_sender: |receiver| format!("enviado con `alert-router test-receiver {receiver}`"),

    names: NAMES,
};

/// The form for so many.
fn of(count: usize, one: &'static str, more: &'static str) -> &'static str {
    if count == 1 { one } else { more }
}

fn changes(count: u64) -> &'static str {
    if count == 1 { "cambio" } else { "cambios" }
}

fn held_by(cause: Cause) -> &'static str {
    match cause {
        Cause::ActionsSuppressor => "el supresor de acciones de la alarma",
        Cause::MuteRule => "una regla de silenciado de CloudWatch",
        Cause::Silence => "un silencio",
        Cause::Inhibition => "otra alerta",
        Cause::TimeInterval => "el horario de la ruta",
        Cause::ActionsDisabled => "sus acciones desactivadas",
        Cause::Flapping => "su propia oscilación",
        Cause::Correlated => "el aviso de su ejecución",
        Cause::Transient => "su espera",
        other => (TABLE.cause)(other),
    }
}

fn remark(note: &Note) -> String {
    match note {
        Note::Again { times, since } => format!("aviso número {times}, sin novedades desde {}", utc(*since)),
        Note::HeldBack {
            alert,
            cause,
            by,
            until,
        } => {
            let by = match holder(by) {
                nobody if nobody.is_empty() => nobody,
                somebody => format!(" ({somebody})"),
            };
            let cause = held_by(*cause);
            format!("{alert}: retenida por {cause}{by} hasta {}", utc(*until))
        }
        Note::Flaps { alert, turns, since } => format!(
            "{alert}: oscila, y no habrá más avisos hasta que se estabilice: {turns} {} desde {}",
            changes(*turns),
            utc(*since)
        ),
        Note::Settled { alert, turns, since } => format!(
            "{alert}: se estabilizó tras {turns} {} desde {}",
            changes(*turns),
            utc(*since)
        ),
        Note::Missed { alert, more: 0 } => {
            format!("{alert}: se activó y se resolvió antes de poder avisar")
        }
        Note::Missed { alert, more } => {
            format!("{alert} y {more} más: se activaron y se resolvieron antes de poder avisar")
        }
        Note::Drill => "esto es un simulacro: no pasa nada, nadie tiene que hacer nada".to_owned(),
        Note::Overflow { part, parts } => {
            format!("el grupo está lleno: este aviso trae lo que no cupo, parte {part} de {parts}")
        }
        Note::NoAddress { runbook } => format!("el runbook {runbook} no tiene una dirección utilizable"),
        Note::NoReceiver { name } => format!("no existe el receptor {name} al que avisar"),
        Note::Undelivered { to, why } => format!("no se pudo entregar a {to}: {why}"),
        Note::MayRepeat => "puede repetirse: no se sabe si este aviso ya llegó".to_owned(),
        Note::KeepSilence { id } => format!("para mantenerlo: alert-router silence extend {id} --for 4h"),
        Note::SilenceUnmatched => {
            "llevaba mucho sin retener nada; crear otro si todavía hace falta".to_owned()
        }
        Note::Test => "esto es una prueba: no hay nada activo, nadie tiene que hacer nada".to_owned(),
    }
}

fn holder(holder: &Holder) -> String {
    let (id, acknowledges, author, comment) = match holder {
        Holder::Named(name) => return name.clone(),
        Holder::Silence {
            id,
            acknowledges,
            author,
            comment,
        } => (id, *acknowledges, author, comment),
    };
    let mut shown = if acknowledges {
        format!("confirmación {id}")
    } else {
        id.clone()
    };
    for (before, part) in [(" de ", author), (": ", comment)] {
        if !part.is_empty() {
            shown.extend([before, part]);
        }
    }
    shown
}

const NAMES: &str = "
account = cuenta; action = acción; actions = acciones; affected = afectados; alarm = alarma; alert = alerta
alertmanager = Alertmanager; amount = importe; and = y; anomaly = anomalía; application = aplicación
artifacts = artefactos; association = asociación; backup = copia de seguridad; base model = modelo base
baseline = línea de base; batch = lote; before = antes; bucket = bucket; budget = presupuesto
budgeted = presupuestado; budgets = presupuestos; build = compilación; by = por; canary = canary
capacity = capacidad; case = caso; category = categoría; cause = causa; causes = causas; certificate = certificado
check = comprobación; cluster = clúster; command = comando; comment = comentario; compliance = cumplimiento
condition = condición; container = contenedor; containers = contenedores; counts = recuento; crawler = crawler
dashboard = panel; database = base de datos; databases = bases de datos; definition = definición
deployment = despliegue; description = descripción; details = detalles; dimensions = dimensiones
document = documento; drill = simulacro; endpoint = endpoint; endpoint configuration = configuración del endpoint; error = error
evaluation = evaluación; event = evento; execution = ejecución; exit code = código de salida
exit codes = códigos de salida; exit message = mensaje de salida; expires = caduca
failed trainings = entrenamientos fallidos; filter = filtro; finding = hallazgo; findings = hallazgos
fix = corrección; fleet = flota; from = desde; function = función; generator = generador; graph = gráfica
group = grupo; held back by = retenida por; holds = retiene; impact = impacto; in use = en uso
insight = conclusión; instance = instancia; instances = instancias; job = trabajo; jobs = trabajos; kind = clase
last held = última retención; left out = omitidas; line = línea; log = registro; log group = grupo de registros
log of the request = registro de la petición; log stream = flujo de registros; logs = registros
made by = creado por; message = mensaje; metric = métrica; model = modelo; monitor = monitor
monitoring = monitorización; mute = silenciado; next = siguiente; not understood = no se entendió; note = nota
notice = comunicado; notification = notificación; object = objeto; of = de; operation = operación
overview = panorama; packages = paquetes; parameter = parámetro; pipeline = pipeline; project = proyecto
query = consulta; queue = cola; reason = motivo; receiver there = receptor allí; recommendation = recomendación
redriven = relanzada; refresh = renovación; remedy = remedio; repair = reparación; request = petición
resource = recurso; resources = recursos; result = resultado; results = resultados; rule = regla
run = ejecución del trabajo; runbook = runbook; score = puntuación; secondary status = estado secundario
seen = visto; service = servicio; severity = gravedad; silence = silencio; since = desde el
snapshot = instantánea; stage = etapa; started = inicio; started by = iniciado por; state = estado actual
state before = estado anterior; states = estados; status = estado; step = paso; steps = pasos; summary = resumen
target = objetivo; task = tarea; test = prueba; then = después; threat = amenaza; threshold = umbral; to = hacia
topic = tema; tries = intentos; triggered by = disparada por; trusted Advisor = Trusted Advisor; type = tipo
until = hasta; values = valores; vault = almacén; version = versión; volume = volumen; volumes = volúmenes
vulnerability = vulnerabilidad; what = qué; what failed = qué falló; what to do = qué hacer; where = dónde
who = quién; window = ventana; workflow = flujo de trabajo; zone = zona
by a silence = por un silencio; by a CloudWatch mute rule = por una regla de silenciado de CloudWatch
by another alert = por otra alerta; by its disabled actions = por sus acciones desactivadas
by the alarm's actions suppressor = por el supresor de acciones de la alarma
by the page of its run = por el aviso de su ejecución; by the route's time intervals = por el horario de la ruta
over before it was told = resueltas antes de avisar; turns of what flaps = cambios de lo que oscila";
