package edge

// RegionsFile is what the routers of the whole platform read.
const RegionsFile = Folder + "regions.json"

// Known is a region with what is known of it.
type Known struct {
	Region
	Seen
}

// KnownRegions are those of the file, in its order.
func KnownRegions(watch *Watch[Regions]) []Known {
	current := watch.Current()
	if current == nil {
		return []Known{}
	}
	known := make([]Known, len(current.Regions))
	for index, one := range current.Regions {
		known[index] = Known{Region: one, Seen: watch.SeenOf(one.Target())}
	}
	return known
}

// Candidate is the region as a decision takes it.
func (k Known) Candidate() Candidate {
	return Candidate{ID: k.ID, Address: k.Entry, Neighbours: k.Neighbours, Seen: k.Seen}
}
