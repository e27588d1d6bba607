//! A request with its secret in it: the only place where the two meet. What comes out is sent and never shown.

use std::borrow::Cow;

use alert_core::receiver::{HttpRequest, Method as How, TokenPlace};
use alert_core::time::Timestamp;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use http::{HeaderMap, Method, Request, Uri};

use crate::secrets::Endpoint;
use crate::signature;

/// The request as it is sent now.
///
/// # Errors
/// What is wrong with the secret or the request, in words that hold no part of either.
pub(crate) fn addressed<'a>(
    request: &'a HttpRequest,
    to: &Endpoint,
    now: Timestamp,
) -> Result<Request<Cow<'a, str>>, &'static str> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(
        USER_AGENT,
        HeaderValue::from_static(concat!("alert-router/", env!("CARGO_PKG_VERSION"))),
    );
    for (name, value) in &request.headers {
        put(&mut headers, name, value)?;
    }
    let body = authorised(request, to, &mut headers)?;
    if let Some(id) = &request.sign {
        if to.keys().is_empty() {
            return Err("the secret has no `signing_secrets`, and this receiver signs");
        }
        // The time of the attempt, not of the page: receivers refuse signatures older than some minutes.
        let timestamp = now.as_second();
        put(&mut headers, "webhook-id", id)?;
        put(&mut headers, "webhook-timestamp", &timestamp.to_string())?;
        put(
            &mut headers,
            "webhook-signature",
            &signature::header(to.keys(), id, timestamp, &body),
        )?;
    }
    let mut built = Request::new(body);
    *built.method_mut() = match request.method {
        How::Post => Method::POST,
        How::Patch => Method::PATCH,
    };
    *built.uri_mut() = destination(request, to)?;
    *built.headers_mut() = headers;
    Ok(built)
}

fn put(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), &'static str> {
    let name: HeaderName = name.parse().map_err(|_| "a header's name is malformed")?;
    let value = HeaderValue::from_str(value).map_err(|_| "a header's value is malformed")?;
    headers.insert(name, value);
    Ok(())
}

/// The body, with the token where it belongs.
fn authorised<'a>(
    request: &'a HttpRequest,
    to: &Endpoint,
    headers: &mut HeaderMap,
) -> Result<Cow<'a, str>, &'static str> {
    let Some(place) = &request.token else {
        return Ok(Cow::Borrowed(&request.body));
    };
    let Some(token) = to.token() else {
        return Err("the secret has no token: give it alone or as `token` in JSON");
    };
    match place {
        TokenPlace::Authorization(word) => {
            let value = HeaderValue::from_str(&format!("{word} {token}"));
            let mut value = value.map_err(|_| "the secret's token does not fit a header")?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
            Ok(Cow::Borrowed(&request.body))
        }
        TokenPlace::Member(name) => {
            let Some(rest) = request.body.strip_prefix('{') else {
                return Err("the body is no JSON object");
            };
            let comma = if rest.trim_start().starts_with('}') {
                ""
            } else {
                ","
            };
            let [name, token] = [name, token].map(|text| serde_json::Value::from(text).to_string());
            Ok(Cow::Owned(format!("{{{name}:{token}{comma}{rest}")))
        }
    }
}

/// Where it goes. A secret is somebody else's to write: its URL must name a host of this kind of receiver.
pub(crate) fn destination(request: &HttpRequest, to: &Endpoint) -> Result<Uri, &'static str> {
    let uri = match to.url() {
        Some(url) if !request.may_go_to(url.host().unwrap_or_default()) => {
            return Err("the secret's URL names a host that is none of this kind's: `hosts` allows others");
        }
        Some(url) => url.clone(),
        None if request.url.is_empty() => return Err("the secret holds no URL"),
        None => request
            .url
            .parse()
            .map_err(|_| "the kind's own URL is malformed")?,
    };
    if request.query.is_empty() && request.path.is_empty() {
        return Ok(uri);
    }
    let path = uri.path().trim_end_matches('/');
    let query: Vec<&str> = uri.query().into_iter().chain([&*request.query]).collect();
    let query = query.join("&");
    let mark = if query.is_empty() { "" } else { "?" };
    let path = match (path, &*request.path) {
        ("", "") => "/",
        (path, _) => path,
    };
    let path = format!("{path}{}{mark}{}", request.path, query.trim_matches('&')).parse();
    let mut parts = uri.into_parts();
    parts.path_and_query = Some(path.map_err(|_| "the path or query is malformed")?);
    Uri::from_parts(parts).map_err(|_| "the path or query is malformed")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOOK: &str = "https://hooks.example.com/T0/s3cr3t";

    fn sent(request: &HttpRequest, secret: &str) -> Result<Request<String>, &'static str> {
        let endpoint = Endpoint::read(secret).expect("a usable secret");
        let sent = addressed(request, &endpoint, Timestamp::UNIX_EPOCH)?;
        Ok(sent.map(Cow::into_owned))
    }

    fn request(body: &str) -> HttpRequest {
        HttpRequest {
            body: body.to_owned(),
            ..HttpRequest::default()
        }
    }

    #[test]
    fn a_query_joins_the_one_that_is_there() {
        let waiting = HttpRequest {
            query: "wait=true".to_owned(),
            ..request("{}")
        };
        for (secret, uri) in [
            (HOOK.to_owned(), format!("{HOOK}?wait=true")),
            (format!("{HOOK}?thread=7"), format!("{HOOK}?thread=7&wait=true")),
            (
                "https://hooks.example.com".to_owned(),
                "https://hooks.example.com/?wait=true".to_owned(),
            ),
        ] {
            assert_eq!(sent(&waiting, &secret).unwrap().uri().to_string(), uri);
        }
    }

    #[test]
    fn a_path_is_put_behind_the_one_that_is_there() {
        let closing = HttpRequest {
            url: "https://api.example.com/v2/alerts".to_owned(),
            path: "/1f2e/close".to_owned(),
            query: "identifierType=alias".to_owned(),
            ..request("{}")
        };
        for (secret, uri) in [
            (
                "t0k3n",
                "https://api.example.com/v2/alerts/1f2e/close?identifierType=alias",
            ),
            (
                "https://api.eu.example.com/alerts/",
                "https://api.eu.example.com/alerts/1f2e/close?identifierType=alias",
            ),
        ] {
            assert_eq!(sent(&closing, secret).unwrap().uri(), uri);
        }
    }

    #[test]
    fn a_token_goes_where_the_kind_wants_it() {
        let member = |body: &str| HttpRequest {
            url: "https://events.example.com/enqueue".to_owned(),
            token: Some(TokenPlace::Member("routing_key".to_owned())),
            ..request(body)
        };
        for (body, expected) in [
            (r#"{"a":1}"#, r#"{"routing_key":"k\"1","a":1}"#),
            ("{}", r#"{"routing_key":"k\"1"}"#),
        ] {
            let sent = sent(&member(body), "k\"1").unwrap();
            assert_eq!(sent.body(), expected);
            assert_eq!(sent.uri(), "https://events.example.com/enqueue");
        }
        let other = r#"{"token": "k1", "url": "https://events.eu.example.com/enqueue"}"#;
        assert_eq!(
            sent(&member("{}"), other).unwrap().uri(),
            "https://events.eu.example.com/enqueue"
        );
        let bearer = HttpRequest {
            token: Some(TokenPlace::Authorization("Bearer".to_owned())),
            ..member("{}")
        };
        let header = sent(&bearer, "k1").unwrap().headers()[AUTHORIZATION].clone();
        assert_eq!(header, "Bearer k1");
        assert!(!format!("{header:?}").contains("k1"));
    }

    #[test]
    fn a_secret_leads_to_no_other_host() {
        let slack = HttpRequest {
            hosts: vec!["hooks.slack.com".to_owned()],
            ..request("{}")
        };
        assert!(sent(&slack, "https://hooks.slack.com/services/T0/B0/x").is_ok());
        for other in [
            HOOK,
            "https://hooks.slack.com.evil.example/x",
            "https://xhooks.slack.com/x",
        ] {
            let why = sent(&slack, other).unwrap_err();
            assert!(why.contains("`hosts`") && !why.contains("example"), "{why}");
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        assert_eq!(
            sent(&request("{}"), "t0k3n").unwrap_err(),
            "the secret holds no URL"
        );
        let signed = HttpRequest {
            sign: Some("id".to_owned()),
            ..request("{}")
        };
        assert!(sent(&signed, HOOK).unwrap_err().contains("signing_secrets"));
        let with_token = HttpRequest {
            token: Some(TokenPlace::Authorization("Bearer".to_owned())),
            ..request("{}")
        };
        assert!(sent(&with_token, HOOK).unwrap_err().contains("no token"));
    }
}
