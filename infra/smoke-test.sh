#!/usr/bin/env bash
# Checks that a deployed app works: all functions exist, are enabled and loaded; storage and queues respond; the timers have fired since the test began.
# Waits until that is the case, or names what is wrong. Needs az (signed in), jq and curl.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: infra/smoke-test.sh --app NAME --resource-group GROUP --url ADDRESS [options]

  --app NAME               name of the function app
  --resource-group GROUP   its resource group
  --url ADDRESS            its address, such as https://name.azurewebsites.net
  --read-access key|entra  how readers are authorised (default: key)
  --client-id ID           app registration that people sign in to; required with entra
  --minutes N              how long to wait (default: 15, because the timers fire every five minutes)
  --interval N             seconds between two attempts (default: 15)

Exit codes: 0 the app works (a failing feed is a warning), 1 it does not, 2 invalid arguments.
TEXT
}

# Every function of the app; a test compares them with the code.
functions=(PollNews PollPrices Heartbeat RefreshDimensions SummarizeSensitivity ApplyRetention DetectEvents ScoreEvent
  ProfileInstruments SendAlert SubmitArticle SubmitEvent CorrectEvent RevokeCorrection Forget Reclassify ReplayDeadLetters Mcp
  Api OData Page)

app='' group='' url='' read_access=key client_id='' minutes=15 interval=15
while (($#)); do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --app | --resource-group | --url | --read-access | --client-id | --minutes | --interval)
      (($# > 1)) || { echo "$1 needs a value." >&2; exit 2; }
      case $1 in
        --app) app=$2 ;;
        --resource-group) group=$2 ;;
        --url) url=${2%/} ;;
        --read-access) read_access=$2 ;;
        --client-id) client_id=$2 ;;
        --minutes) minutes=$2 ;;
        --interval) interval=$2 ;;
      esac
      shift 2 ;;
    *) echo "Unknown option $1; --help lists the options." >&2; exit 2 ;;
  esac
done
[[ -n $app && -n $group && -n $url ]] || { echo '--app, --resource-group and --url are required; --help explains them.' >&2; exit 2; }
[[ $read_access == key || $read_access == entra ]] || { echo "--read-access is '$read_access'; it must be key or entra." >&2; exit 2; }
[[ $read_access == key || -n $client_id ]] || { echo '--client-id is required with --read-access entra.' >&2; exit 2; }
[[ $minutes =~ ^[0-9]+$ && $interval =~ ^[0-9]+$ ]] || { echo '--minutes and --interval must be whole numbers.' >&2; exit 2; }

began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
deadline=$((SECONDS + minutes * 60))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Runs a step, which prints what is still wrong, until it prints nothing. When the time is up, each of its lines becomes an error.
wait_until() {
  local step=$1 troubles told=''
  while true; do
    troubles=$("$step")
    [[ -n $troubles ]] || return 0
    if ((SECONDS >= deadline)); then
      sed 's/^/::error::/' <<<"$troubles"
      return 1
    fi
    [[ $troubles == "$told" ]] || echo "Waiting: ${troubles//$'\n'/ }"
    told=$troubles
    sleep "$interval"
  done
}

# Sends a request with the keys on standard input, so that they are not in the process list. Prints the status; the response is in $work/answer.
ask() {
  : >"$work/answer"
  printf 'header = "%s"\n' "${@:2}" \
    | curl --config - --silent --max-time 60 --output "$work/answer" --write-out '%{http_code}' "$url$1" || true
}

enabled_functions() {
  local listed
  if ! listed=$(az functionapp function list --resource-group "$group" --name "$app" --query '[].{name: name, disabled: isDisabled}' --output json); then
    echo 'The functions cannot be listed.'
    return
  fi
  jq --raw-output --args '
    map({key: (.name | split("/") | last), value: .disabled}) | from_entries as $found
    | $ARGS.positional[] as $name
    | if ($found | has($name) | not) then "Function \($name) is missing."
      elif $found[$name] == true then "Function \($name) is disabled."
      else empty end' "${functions[@]}" <<<"$listed"
}

# The host returns its keys only after it has started.
readable_keys() {
  if ! az functionapp keys list --resource-group "$group" --name "$app" --query '{host: masterKey, reader: functionKeys.default}' --output json >"$work/keys" \
    || ! jq --exit-status '.host and .reader' "$work/keys" >/dev/null; then
    echo 'The keys cannot be read.'
  fi
}

# The list above includes functions that the host refused to load, such as a timer whose schedule is not a setting; only the host itself reports them.
loaded_functions() {
  local name status
  for name in "${functions[@]}"; do
    status=$(ask "/admin/functions/$name/status" "${host_headers[@]}")
    case $status in
      200) jq --raw-output --arg name "$name" '.errors // [] | .[] | "Function \($name) was not loaded: \(gsub("[\r\n]+"; " "))"' "$work/answer" ;;
      404) echo "Function $name is unknown to the host." ;;
      *) echo "The host responds with $status to a request for the status of function $name." ;;
    esac
  done
}

# Storage and queues must work. A news feed must have been polled since the test began, unless it is not due; price feeds are polled at other times.
healthy_app() {
  local status
  status=$(ask /api/health "${reader_headers[@]}")
  if [[ $status != 200 && $status != 503 ]] || ! jq --exit-status '.checks' "$work/answer" >/dev/null 2>&1; then
    echo "$url/api/health responds with $status."
    return
  fi
  jq --raw-output --arg began "$began" --arg now "$(date -u +%Y-%m-%dT%H:%M:%SZ)" '
    def time: .[0:19];
    (.checks[] | select(.status == "unhealthy") | "\(.name): \(.detail)"),
    (.checks[] | select(.name == "feeds" and .feeds != null)
      | (if .heartbeatutc == null or (.heartbeatutc | time) < ($began | time) then "The heartbeat has not run since the deployment." else empty end),
        (.feeds[] | select(.kind == "news")
          | select(.lastpollutc == null or ((.lastpollutc | time) < ($began | time) and (.nextpollutc == null or (.nextpollutc | time) <= ($now | time))))
          | "The news feed \(.name) has not been polled since the deployment."))' "$work/answer"
}

echo "$app: functions"
wait_until enabled_functions

wait_until readable_keys
host_key=$(jq --raw-output '.host' "$work/keys")
reader_key=$(jq --raw-output '.reader' "$work/keys")
if [[ $read_access == entra ]]; then
  token=$(az account get-access-token --scope "api://$client_id/.default" --query accessToken --output tsv)
  reader_headers=("Authorization: Bearer $token")
  host_headers=("Authorization: Bearer $token" "x-functions-key: $host_key")
else
  token=''
  reader_headers=("x-functions-key: $reader_key")
  host_headers=("x-functions-key: $host_key")
fi
if [[ -n ${GITHUB_ACTIONS:-} ]]; then
  for secret in "$host_key" "$reader_key" "$token"; do
    [[ -z $secret ]] || echo "::add-mask::$secret"
  done
fi

wait_until loaded_functions
echo "$app: health"
wait_until healthy_app
jq --raw-output '.checks[] | select(.status != "healthy") | "::warning::\(.name): \(.detail)"' "$work/answer"
jq --raw-output '"\(.status): \([.checks[] | "\(.name) \(.status)"] | join(", "))"' "$work/answer"
