// Types that several modules share.

@description('Text by name: tags, or app settings.')
@export()
type textMap = {
  @description('The text under that name.')
  *: string
}

@description('Warm instances of one group. The group is http, or function:<name> for a timer or queue function.')
@export()
type warmInstances = {
  name: string

  @minValue(0)
  @maxValue(20)
  instanceCount: int
}
