// All names in one place: each has the name of the environment and a suffix that is the same at every deployment.

@description('Names of all resources of an environment.')
@export()
type environmentNames = {
  identity: string
  storage: string
  serviceBus: string
  workspace: string
  insights: string
  plan: string
  functionApp: string
  actionGroup: string
  workbook: string
  budget: string
}

@description('The names of an environment. The 13-character suffix keeps global names unique; storage names have at most 24 characters.')
@export()
func namesOf(environmentName string, suffix string) environmentNames => {
  identity: 'id-${environmentName}-${suffix}'
  storage: 'st${take(replace(environmentName, '-', ''), 9)}${suffix}'
  serviceBus: 'sb-${environmentName}-${suffix}'
  workspace: 'log-${environmentName}-${suffix}'
  insights: 'appi-${environmentName}-${suffix}'
  plan: 'plan-${environmentName}-${suffix}'
  functionApp: 'func-${environmentName}-${suffix}'
  actionGroup: 'ag-${environmentName}-${suffix}'
  workbook: 'workbook-${environmentName}-${suffix}'
  budget: 'budget-${environmentName}-${suffix}'
}

@description('The characters of an environment name that names may not contain; empty for a valid name.')
@export()
func charactersRefused(environmentName string) string =>
  reduce(
    map(range(0, length(allowedCharacters)), i => substring(allowedCharacters, i, 1)),
    environmentName,
    (rest, character) => replace(string(rest), string(character), '')
  )

var allowedCharacters = 'abcdefghijklmnopqrstuvwxyz0123456789-'
