// One place for names: each takes the environment's name and a suffix that is the same at every deployment of it.

@description('Names of everything an environment holds.')
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

@description('The names of an environment. The suffix (13 characters) keeps the global ones unique; storage allows 24 letters and digits in all.')
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

@description('What is left of an environment name once the letters, digits and hyphens that names may hold are taken out: empty for a good one.')
@export()
func charactersRefused(environmentName string) string =>
  reduce(
    map(range(0, length(allowedCharacters)), i => substring(allowedCharacters, i, 1)),
    environmentName,
    (rest, character) => replace(string(rest), string(character), '')
  )

var allowedCharacters = 'abcdefghijklmnopqrstuvwxyz0123456789-'
