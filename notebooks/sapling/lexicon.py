"""Common English words by part of speech, for prose that surrounds the facts.

A word that training never showed looks like a made-up name. So the prose around names has to use as many ordinary words as
possible: what is ordinary is known, and what is left over is the name.
"""

NOUNS = """accident address advice afternoon age agreement air airport aisle album alley anchor angle animal ankle answer ant anvil apartment apple apron arch area argument arm army arrival
arrow article ash attic aunt author autumn avenue award axe baby back bag bakery balcony ball balloon banana band bank bar bark barn barrel basin basket bath battery bay beach bean bear
beard beauty bed bee beer bell belt bench bend berry bet bill bird birth bit blade blame block blood board boat body bone book border boss bottle bottom bowl box boy brain branch brand
brass bread break breakfast breath brick bride bridge brother brush bucket bug building bulb bunch bus bush business butcher butter button cabin cable cage cake calendar calf call camera
camp canal candle cap captain car card care career cargo carriage cart case cash castle cat cattle cause cave ceiling cellar centre century chain chalk chance change chapel chapter charge
chart cheek cheese chef cherry chest chicken chief child chimney choice church circle claim class clay cliff climate clinic cloth cloud club clue coach coal coast coat coffee coin collar
college comb comfort company concert cook copper copy cord corn corner cost cottage couch country couple courage course court courtyard cousin cow crack cream creek crew crime crop cross
crowd crown cup cupboard cure current curtain curve custom customer dad damage dance danger dark dark date daughter dawn day deal death debt decade deck deer degree delay delight desert
design desk detail diary dinner dirt disk distance ditch doctor dog dollar donkey door doorbell doubt dozen drawer dream dress drink drop duck dust duty eagle ear earth east edge effect
effort egg elbow election end enemy energy engine entrance envelope error evening event evidence exam example exit eye fabric face fact factory failure fair faith fall fame family farm
farmer fashion fat father fault favour fear feast feather fee fence ferry festival fever field fight figure file film finger fire fish flag flame flat flavour fleet flight flock flood floor
flour flower fly fog food foot force forest fork fortune fox frame freedom freezer fridge friend frog front fruit fuel fun funeral fur future gallery game gap garage garden garlic gas gate gift
girl glass goal goat gold grain grammar grandfather grandmother grass grave ground group guard guess guest guide gun guy habit hail hair half hall hand handle harbour harvest hat hay head
heart heat hedge heel height hell help hen herb hero hill hint history hobby hole holiday home honey hood hook hope horn horse hospital host hotel hour house humour hurry husband hut ice
idea inch income ink insect interest iron island item jacket jam jar jaw job joke journey joy judge juice jump kettle key kid kitchen kite kitten knee knife knock knot label lack ladder
lady lake lamb land lane language lap law lawn leader leaf league leather lecture leg lemon length lesson letter level library lid lie life lift light lightning limit line lion lip list
load loan lobby lock log look lord loss lot love luck luggage lunch lung machine mail man manager manner map march mark market marriage master mat match material matter meadow meal
meat medal medicine member memory menu mess message metal method midnight mile milk mill mind mine minister minute mirror mist mistake mix moment money monkey month mood moon morning moss
mother motor mountain mouse mouth move mud mug muscle museum mushroom music nail name nature neck need needle neighbour neighbourhood nephew nerve nest net news newspaper niece night noise noon
north nose note nothing notice novel number nurse nut oak oar oath ocean offer office officer oil onion opera opinion orange orchard orchestra order oven owl owner pack page pain paint pair pal palace
pan pants paper parade parcel parent park part partner party pass passage past path patience patient pattern pause peace peach peak pen pencil penny people pepper person pet phone photo piano
picture pie piece pig pile pilot pin pine pipe pity place plan plane plant plate platform play player plot plum pocket poem poet point pole police pond pony pool porch port porter position post
pot potato pound powder power present press price pride priest prince print prison prize problem programme promise proof property protest puddle pump pupil puppy purse puzzle quality quarrel quarter
queen question queue quiet rabbit race radio rail rain rainbow raincoat range rat rate reason receipt recipe record reply report rest result return reward rhyme rice ride ring rise risk river road roar robin
rock role roof room root rope rose row rubbish rug rule rumour run sack saddle safety sail sailor salad salary sale salt sand sandwich sauce scale scarf scene school science score scratch screen
sea seal search season seat second secret section seed sense sentence series service shade shadow shape share shark shed sheep sheet shelf shell shepherd shield shift ship shirt shock shoe shop shore shot
shoulder shout show shower side sign signal silence silk sink sister site size skill skin skirt sky sleep sleeve slice slope smell smile smoke snack snake snow soap sock soil soldier son song sort
sound soup source south space spade spark speech speed spider spirit spoon sport spot spring square squirrel stable staff stage stain stair stamp star start state station statue steak steam steel stem
step stick stomach stone stool stop storm story stove stranger straw stream street strength string student study stuff style subject success sugar suit summer sun sunset supper surprise sweater swim
sword table tail tale talent talk tank tap tape task taste tax tea teacher team tear telegram temper temple tent term test text thief thing thought thread threat throat thumb thunder ticket tide
tie tiger tile time tin tip title toast today toe tomato tomorrow ton tone tongue tool tooth top total touch tour tourist towel tower town toy track trade traffic trail train tray treasure treat
tree trial trick trip trouble trousers truck trust truth tube tunnel turn twin type uncle uniform union valley value van vase vegetable vehicle verse video view village vinegar visit visitor voice vote
voyage wage waist walk wall wallet war wardrobe warning waste watch water wave way weather wedding week weekend weight west wheat wheel wife wind window wine wing winner winter wire wish witness
wolf woman wonder wood wool word work worker workshop world worm worry wound wrist writer yard year yesterday youth zoo""".split()

ADJECTIVES = """able absent afraid alive alone ancient angry anxious ashamed asleep awake aware awkward bare basic big bitter blank blind bold bored brave brief bright brilliant broad broken
busy calm careful careless cautious central certain charming cheap cheerful clean clear clever close cold common complete confused constant cool correct cosy crazy crowded cruel curious curly
daily damp dark dead deaf dear deep delicate dense different difficult dim dirty distant double drunk dry dull eager early eastern easy elderly elegant empty enormous entire equal
even exact excited extra faint fair faithful familiar famous fancy far fast fat few final fine firm fit flat flexible foggy foolish foreign formal fortunate free frequent fresh friendly full funny
general generous gentle giant glad good graceful grand grateful gray great grey grim guilty handsome handy happy hard harsh heavy helpful hidden high holy honest hot huge humble
humid hungry icy ideal ill important impossible innocent jealous jolly joint keen kind known large last late lazy left legal level light likely little lively local lonely long loose lost
loud lovely low lucky mad magic main major married mean medium mild minor misty mixed modern modest muddy naked narrow nasty natural near neat necessary nervous new next nice noble noisy normal
northern nosy obvious odd official old only open ordinary original other outer own pale past patient peaceful perfect plain pleasant polite poor popular possible pretty previous private
probable proper proud public pure quick quiet quiet rare raw ready real recent red regular relaxed responsible rich right ripe rough round royal rude rural rusty sad safe salty same scared
secret selfish sensible separate serious severe shallow sharp short shy sick silent silly similar simple single skinny sleepy slight slim slippery slow sly small smart smooth social soft solid sorry sour
southern spare special square stable steady steep sticky stiff still stormy straight strange strict strong stubborn stupid sudden sunny sure sweet swift tall tame temporary tender
terrible thick thin thirsty thorough tidy tight tiny tired total tough tricky true typical ugly unable unfair unhappy unknown unlikely unusual upper upset urban useful usual vague valid vast violent warm
weak wealthy weekly weird western wet whole wide wild willing windy wise wonderful wooden worried worth wrong yearly young younger older eldest retired former
""".split()

PAST = """accepted admired admitted adored agreed announced answered arranged asked attacked avoided baked beat became began blamed blessed bought boiled borrowed bothered broke brought brushed built buried burned
called carried carved caught caused changed chased checked cheered chose claimed cleaned cleared climbed closed collected combed complained completed cooked copied counted covered crossed cut
damaged danced decided decorated delayed delivered described designed destroyed discovered discussed divided doubted dragged drank drew dried dropped drove dug earned emptied enjoyed entered
examined exchanged expected explained explored fed felt filled finished fixed fetched folded followed forgave forgot fought found freed frightened gathered gave grabbed greeted grew guarded guessed handed
hated heard heated held helped hid hired hit hugged hurt ignored imagined improved invented invited joined judged kept kicked killed kissed knew knitted laid learned led left lent
lifted liked listed lit loaded locked lost loved made managed married measured memorised mended mentioned met missed mixed moved named needed noticed obeyed observed offered opened ordered organised owned packed
painted paid parked passed patted peeled photographed picked planned planted played poured praised prepared pressed pretended printed promised protected proved pulled pushed put raised reached read recalled received
recognised recommended recorded refused regretted remembered removed rented repaired repeated replaced reported rescued respected returned rode rubbed ruled sang saved saw scared searched sent
served sewed shaped shared shook showed shut signed smelled sold sorted spent spilled split spoiled spotted spread stirred stole stored struck studied supported surprised swallowed swept
tasted taught thanked threw tied tidied told took touched trained translated treated tried trusted turned understood used visited walked wanted warmed warned washed wasted watched watered welcomed wished won wore worried
wrapped wrote""".split()

ALONE = """appeared argued arrived awoke barked began blushed bowed breathed camped chatted cheered collapsed complained coughed cried danced departed died disappeared dozed dreamed dressed drowned escaped exploded failed fainted
fell fled flew floated froze giggled grinned grumbled happened hesitated hummed hurried jumped knelt knocked landed lasted laughed leaned lied limped listened marched melted mumbled nodded
objected parked paused prayed protested rained ran recovered relaxed rested retired returned rose rushed sailed sang sat screamed shivered shouted shrugged sighed skated slept slipped smiled smoked
sneezed snored spoke stared stayed stood stopped stumbled succeeded suffered surrendered swam trembled travelled vanished vomited waited walked wandered waved wept whispered whistled woke won wondered worked yawned yelled""".split()

ADVERBS = """again almost already also always anyway apparently barely briefly carefully certainly clearly constantly curiously early easily eventually evidently exactly finally frankly gently gladly
gradually happily hardly honestly immediately indeed instead just kindly lately later loudly luckily mainly maybe meanwhile merely mostly naturally nearly neatly never nevertheless normally obviously occasionally
officially often once only openly originally otherwise partly patiently perhaps politely possibly practically presumably privately probably properly proudly quickly quietly quite rarely rather readily really recently
regularly sadly scarcely secretly seldom seriously sharply silently simply sincerely slowly smoothly softly somehow sometimes soon still strangely strictly strongly suddenly surely surprisingly then thoroughly together
tomorrow tonight truly twice typically unfortunately usually utterly wearily well willingly wisely yesterday yet""".split()

KIN = """mother father sister brother aunt uncle cousin grandmother grandfather daughter son niece nephew wife husband mum dad grandma grandpa stepmother stepfather godfather godmother
sister-in-law brother-in-law mother-in-law twin fiancée girlfriend boyfriend partner""".split()

ROLES = """neighbour friend colleague boss landlord landlady teacher pupil classmate flatmate roommate guest client customer visitor patient tenant trainee assistant intern supervisor manager
coach trainer captain teammate opponent witness suspect driver passenger stranger buddy mate partner boss chief foreman secretary treasurer volunteer applicant candidate speaker winner author
hostess host member apprentice student lodger caller reader listener babysitter gardener plumber cleaner cook doctor dentist lawyer tutor mentor rival fan hero heir newcomer veteran widow widower expert guide""".split()

JOBS = """teacher nurse baker pilot farmer painter lawyer doctor driver writer cook judge singer engineer plumber carpenter gardener librarian tailor waiter dentist chemist architect journalist photographer translator
accountant electrician mechanic dancer actor cashier fisherman jeweller surgeon professor programmer designer firefighter coach barber blacksmith bookbinder bookseller bricklayer brewer butcher butler captain caretaker cartographer
chef cleaner clerk cobbler composer conductor consultant courier curator cyclist detective developer diplomat diver economist editor embroiderer farmhand florist forester geologist glassblower goldsmith guard guide hairdresser historian
hunter illustrator inspector interpreter janitor joiner judge kindergartner locksmith logger lumberjack magician mason mathematician mayor midwife miller miner model musician notary novelist optician organist paramedic
pastor pharmacist philosopher physicist pianist poet policeman porter postman potter priest publisher ranger receptionist referee repairman reporter roofer saddler sailor salesman sculptor secretary shepherd shoemaker shopkeeper
soldier stonemason student tattooist technician trader trainer tutor typist umpire upholsterer vet violinist waitress watchmaker weaver welder winemaker zoologist""".split()
JOB_BEFORE = """bus truck taxi tram train primary school high-school software music piano dance head night ship's sports tax data web police fire tour street history maths art wine cheese furniture boat
bicycle car organ stage film freelance senior junior assistant""".split()

FOODS = """apples pears plums cherries grapes lemons oranges bananas peaches onions carrots potatoes tomatoes peppers leeks beans peas lentils mushrooms cabbage spinach lettuce garlic ginger basil parsley
mint rice pasta noodles flour bread butter milk cream cheese yoghurt eggs honey jam sugar salt vinegar oil olives nuts almonds raisins oats bacon ham sausages chicken beef lamb fish salmon tuna
shrimps soup salad stew pancakes waffles biscuits cake chocolate tea coffee juice water wine beer cider""".split()

GOODS = """screws nails bolts hinges brushes rollers buckets ropes ladders saws hammers pliers drills lamps bulbs candles matches batteries cables plugs pens pencils rulers folders envelopes stamps notebooks chairs
tables stools benches shelves mattresses pillows blankets towels curtains rugs mirrors plates bowls cups mugs glasses forks knives spoons pans pots kettles shirts socks gloves scarves hats belts shoes boots jackets coats
umbrellas backpacks helmets tents torches tiles bricks planks pipes tyres bells toys puzzles balls kites posters maps printers keyboards monitors headphones speakers chargers""".split()
