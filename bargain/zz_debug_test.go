package bargain_test
import ("testing";"fmt";"math/rand/v2";"parley/bargain";"parley/casefile";"os";"strconv")
func TestZZ(t *testing.T) {
	seed, _ := strconv.Atoi(os.Getenv("SEED"))
	c := randomCase(rand.New(rand.NewPCG(uint64(seed), 6)))
	casefile.Write(os.Stdout, c)
	o := bargain.Options{Draws:5}
	if os.Getenv("BY") != "" { o = bargain.ByBounds(o) }
	a := analyze(t, c, o)
	if a.Zone.Proof != nil { fmt.Printf("proof %+v zone %v\n", *a.Zone.Proof, a.Zone.Possible) }
	if a.Shortlist != nil { fmt.Printf("shortlist %+v\n", *a.Shortlist) ; fmt.Println(a.Certificates["shortlist"]) }
	if a.Frontier != nil { for _, o := range a.Frontier.Outcomes { fmt.Println(o.Package, o.Utility, o.Ties) } }
	if a.Incentives != nil { fmt.Printf("%+v\n", *a.Incentives) }
}
